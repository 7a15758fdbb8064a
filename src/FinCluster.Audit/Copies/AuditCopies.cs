using System.Collections.Concurrent;
using FinCluster.Audit.Keys;
using FinCluster.Core.Audit;
using FinCluster.Core.Errors;

namespace FinCluster.Audit.Copies;

/// <summary>Copies of the logs of sites, a folder each. One process keeps them.</summary>
public sealed class AuditCopies : IAuditCopies
{
    private readonly string _folder;
    private readonly FileStream _lock;
    private readonly ConcurrentDictionary<string, (SiteCopy Copy, Lock Gate)> _sites = new(StringComparer.Ordinal);

    private AuditCopies(string folder, FileStream held) => (_folder, _lock) = (folder, held);

    /// <summary>Opens the copies, or makes their folder.</summary>
    /// <exception cref="IOException">The folder cannot be written, or another process keeps it.</exception>
    public static AuditCopies Open(string folder)
    {
        string path = Path.GetFullPath(folder);
        FolderMode.CreatePrivate(path);
        try
        {
            return new AuditCopies(path, new FileStream(Path.Combine(path, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e)
        {
            throw new IOException($"the audit copies in {path} cannot be kept here, another process may do so: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<AuditCopyFile>> ListAsync(string site, CancellationToken cancellationToken) =>
        RunAsync(site, copy => copy.List(), cancellationToken);

    /// <inheritdoc/>
    public Task AddAsync(string site, string path, long offset, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        CopyPath file = CopyPath.TryParse(path) ?? throw RequestException.Invalid("path", $"'{path}' is no file of an audit log that is copied");
        return offset < 0
            ? throw RequestException.Invalid("offset", "the offset is negative")
            : RunAsync(
                site,
                copy =>
                {
                    copy.Add(file, offset, content);
                    return true;
                },
                cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    // Waits for the disk, so not on the caller's thread; a site sends one part at a time.
    private Task<T> RunAsync<T>(string site, Func<SiteCopy, T> run, CancellationToken cancellationToken)
    {
        if (!AuditSite.IsName(site))
        {
            throw RequestException.Invalid("site", $"'{site}' is no name of a site");
        }

        (SiteCopy copy, Lock gate) = _sites.GetOrAdd(site, static (name, folder) => (new SiteCopy(Path.Combine(folder, name)), new Lock()), _folder);
        return Task.Run(
            () =>
            {
                lock (gate)
                {
                    try
                    {
                        return run(copy);
                    }
                    catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                    {
                        throw new RequestException(ErrorCode.AuditUnavailable, $"the copy cannot be written: {e.Message}", inner: e);
                    }
                }
            },
            cancellationToken);
    }
}
