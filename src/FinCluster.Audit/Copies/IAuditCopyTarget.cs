using FinCluster.Core.Audit;

namespace FinCluster.Audit.Copies;

/// <summary>Where the copy of a log is kept, as seen from the log. All calls throw <see cref="AuditCopyException"/> when it is away or refuses.</summary>
public interface IAuditCopyTarget : IDisposable
{
    /// <summary>Lists what is there.</summary>
    Task<IReadOnlyList<AuditCopyFile>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Adds a part of a file; it is safe there when this returns.</summary>
    /// <param name="path">The file, as in <see cref="AuditCopyFile.Path"/>.</param>
    /// <param name="offset">Where in it the part belongs.</param>
    /// <param name="content">The part.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task AddAsync(string path, long offset, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);
}
