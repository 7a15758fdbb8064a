using FinCluster.Core.Errors;

namespace FinCluster.Core.Audit;

/// <summary>Keeps copies of the audit logs of other sites, to which is only added. Thread-safe.</summary>
public interface IAuditCopies : IDisposable
{
    /// <summary>Lists what is there of a site's log.</summary>
    /// <param name="site">The site; a name that <see cref="AuditSite.IsName"/> accepts.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="RequestException">The copy cannot be read now.</exception>
    Task<IReadOnlyList<AuditCopyFile>> ListAsync(string site, CancellationToken cancellationToken);

    /// <summary>Adds a part of a file. When it returns, that would survive the loss of power.</summary>
    /// <param name="site">The site.</param>
    /// <param name="path">The file, as in <see cref="AuditCopyFile.Path"/>.</param>
    /// <param name="offset">Where in the file the part belongs: behind what is there.</param>
    /// <param name="content">The part; of a segment, whole records.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="RequestException">It is no file of a log, does not follow what is there, or cannot be written now; nothing has changed.</exception>
    Task AddAsync(string site, string path, long offset, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);
}
