using FinCluster.Audit.Copies;
using FinCluster.Audit.Keys;
using FinCluster.Audit.Verification;
using FinCluster.Core.Audit;
using FinCluster.Core.Errors;
using FinCluster.Testing;

namespace FinCluster.Audit.Tests.Copies;

/// <summary>The copies of one test, and the line to them.</summary>
internal sealed class CopyFolder : IDisposable
{
    public const string Site = "branch-1";

    private readonly TemporaryFolder _folder = new();

    public CopyFolder() => Copies = AuditCopies.Open(Path);

    public string Path => _folder.File("copies");

    /// <summary>Gets the folder of the site's copy.</summary>
    public AuditFolder Files => new(System.IO.Path.Combine(Path, Site));

    public AuditCopies Copies { get; private set; }

    /// <summary>Gets or sets what is asked before a part arrives, and, with true, behind it: whether the line breaks there.</summary>
    public Func<bool, bool> Breaks { get; set; } = _ => false;

    /// <summary>Gets how many parts came.</summary>
    public int Parts { get; private set; }

    /// <summary>Makes what sends a log there.</summary>
    public AuditCopier CopierOf(LogFolder log, Audit.Writing.AuditLog? own = null) => new(log.Path, own, new Line(this));

    /// <summary>Sends all that is signed of a log that nobody writes.</summary>
    public async Task CopyAsync(LogFolder log)
    {
        using AuditCopier copier = CopierOf(log);
        await copier.CopyAsync(TestTimeouts.Token);
    }

    /// <summary>Ends the process that keeps them, and starts the next one.</summary>
    public void Restart()
    {
        Copies.Dispose();
        Copies = AuditCopies.Open(Path);
    }

    /// <summary>Verifies the copy with a key that comes from elsewhere.</summary>
    public Task<VerificationReport> VerifyAsync(VerificationKey key) =>
        AuditVerifier.VerifyAsync(Files.Path, new VerificationOptions { Keys = [key] }, TestTimeouts.Token);

    /// <summary>Reads all that is there, by its path.</summary>
    public Dictionary<string, byte[]> Read() => Directory.EnumerateFiles(Files.Path, "*", SearchOption.AllDirectories)
        .ToDictionary(file => System.IO.Path.GetRelativePath(Files.Path, file).Replace('\\', '/'), File.ReadAllBytes);

    public void Dispose()
    {
        Copies.Dispose();
        _folder.Dispose();
    }

    private sealed class Line(CopyFolder copies) : IAuditCopyTarget
    {
        public Task<IReadOnlyList<AuditCopyFile>> ListAsync(CancellationToken cancellationToken) => copies.Copies.ListAsync(Site, cancellationToken);

        public async Task AddAsync(string path, long offset, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
        {
            ThrowIfBroken(isBehind: false);
            try
            {
                await copies.Copies.AddAsync(Site, path, offset, content, cancellationToken);
                copies.Parts++;
            }
            catch (RequestException e)
            {
                throw new AuditCopyException(e.Message, isRefused: e.Code == ErrorCode.AuditCopyRefused, e);
            }

            ThrowIfBroken(isBehind: true);
        }

        public void Dispose()
        {
            // The copies are the test's.
        }

        private void ThrowIfBroken(bool isBehind)
        {
            if (copies.Breaks(isBehind))
            {
                throw new AuditCopyException("the line is cut", isRefused: false);
            }
        }
    }
}
