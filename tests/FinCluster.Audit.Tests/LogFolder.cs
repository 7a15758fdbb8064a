using FinCluster.Audit.Format;
using FinCluster.Audit.Keys;
using FinCluster.Audit.Roots;
using FinCluster.Audit.Verification;
using FinCluster.Audit.Writing;
using FinCluster.Core.Audit;
using FinCluster.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace FinCluster.Audit.Tests;

/// <summary>A log of one test in a folder of its own.</summary>
internal sealed class LogFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public LogFolder()
    {
        Options = new AuditLogOptions { Folder = Path, Name = "gw", RetryDelay = TimeSpan.FromMilliseconds(20) };
    }

    public string Path => _folder.File("audit");

    public AuditLogOptions Options { get; init; }

    public AuditFolder Files => new(Path);

    public AuditKeys Keys => Options.Keys;

    public VerificationKey PublicKey => Keys.ReadOrCreateSigningKey().Public;

    public string Writer => Files.Writers().Single();

    public string LastSegment => Files.Segment(Writer, Files.Segments(Writer)[^1]);

    public Task<AuditLog> OpenAsync(TimeProvider? time = null) => AuditLog.OpenAsync(Options, time ?? TimeProvider.System, NullLogger.Instance);

    /// <summary>Writes events, a commit each when asked, and closes the log.</summary>
    public async Task WriteAsync(IEnumerable<AuditEvent> events, bool eachAlone = false, TimeProvider? time = null)
    {
        await using AuditLog log = await OpenAsync(time);
        foreach (AuditEvent entry in events)
        {
            AuditPlace place = log.Append(entry);
            if (eachAlone)
            {
                await log.WaitAsync(place, TestTimeouts.Token);
            }
        }
    }

    public Task<VerificationReport> VerifyAsync(params DayRoot[] anchors) =>
        AuditVerifier.VerifyAsync(Path, new VerificationOptions { Keys = [PublicKey], Anchors = anchors }, TestTimeouts.Token);

    /// <summary>Reads all events that are on the disk, without their secrets.</summary>
    public IReadOnlyList<AuditEvent> ReadAll()
    {
        var events = new List<AuditEvent>();
        foreach (string writer in Files.Writers())
        {
            foreach (int segment in Files.Segments(writer))
            {
                using SegmentScan scan = SegmentScan.Open(SegmentScan.OpenFile(Files.Segment(writer, segment))).Scan;
                while (scan.MoveNext())
                {
                    if (scan.Record.Kind == RecordKind.Event)
                    {
                        events.Add(EventCodec.Read(scan.Record.Content).Event);
                    }
                }
            }
        }

        return events;
    }

    public void Dispose() => _folder.Dispose();
}
