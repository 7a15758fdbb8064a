using System.Globalization;
using System.Security.Cryptography;
using FinCluster.Audit.Format;
using FinCluster.Audit.Keys;
using FinCluster.Audit.Reading;
using FinCluster.Core.Audit;
using Microsoft.Extensions.Logging;

namespace FinCluster.Audit.Writing;

/// <summary>A log in a folder. Many events share a wait for the disk.</summary>
/// <remarks>
/// A process goes on with the chain of the one before it that had its name: its tail is read, and a folder that vanishes leaves a hole in no chain but takes a
/// whole history with it, which anchored roots show. A chain that is damaged is left as it is, and a new one begins.
/// </remarks>
public sealed partial class AuditLog : IAuditLog
{
    private readonly AuditLogOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly AuditFolder _folder;
    private readonly FileStream _lock;
    private readonly SecretBox _secrets;
    private readonly SegmentWriter _segments;
    private readonly EventQueue _queue;
    private readonly ITimer _headTimer;
    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _countersGate = new();
    private AuditCounters _counters;
    private SegmentEnd? _signed;
    private Task _indexing = Task.CompletedTask;
    private Task _writing = Task.CompletedTask;
    private bool _isDisposed;

    private AuditLog(AuditLogOptions options, TimeProvider time, ILogger logger, AuditFolder folder, ClaimedWriter claimed, SigningKey signing, SecretBox secrets)
    {
        _options = options;
        _time = time;
        _logger = logger;
        _folder = folder;
        _lock = claimed.Lock;
        _secrets = secrets;
        Writer = claimed.Name;
        _segments = new SegmentWriter(folder, claimed.Name, options, claimed.State, signing, secrets, time);
        _queue = new EventQueue(options, claimed.State.Last.Sequence);
        _headTimer = time.CreateTimer(_ => _queue.AskForHead(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Gets the name of the writer, which is that of its folder.</summary>
    public string Writer { get; }

    /// <inheritdoc/>
    public bool IsAvailable => _queue.IsAvailable;

    /// <summary>Gets what was done so far.</summary>
    public AuditCounters Counters
    {
        get
        {
            lock (_countersGate)
            {
                return _counters with { Queued = _queue.Count };
            }
        }
    }

    /// <summary>Gets where the last head ends that is on the disk for good; null while none of this process is and the log was left unsigned.</summary>
    internal SegmentEnd? Signed
    {
        get
        {
            lock (_countersGate)
            {
                return _signed;
            }
        }
    }

    /// <summary>Opens a log for writing.</summary>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="InvalidDataException">A key file holds no key.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static Task<AuditLog> OpenAsync(AuditLogOptions options, TimeProvider time, ILogger logger)
    {
        options.Validate();
        return Task.Run(() => Open(options, time, logger));
    }

    /// <inheritdoc/>
    public AuditPlace Append(AuditEvent entry) => _queue.Add(entry, EventCheck.Measure(entry));

    /// <inheritdoc/>
    public ValueTask WaitAsync(AuditPlace place, CancellationToken cancellationToken) => new(_queue.WaitAsync(place).WaitAsync(cancellationToken));

    /// <summary>Writes what waits, signs it and gives the writer back.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        _queue.Close();
        await _closing.CancelAsync();
        await _writing;
        await _indexing;
        await _headTimer.DisposeAsync();
        _segments.Dispose();
        _secrets.Dispose();
        await _lock.DisposeAsync();
        _closing.Dispose();
    }

    private static AuditLog Open(AuditLogOptions options, TimeProvider time, ILogger logger)
    {
        var folder = new AuditFolder(options.Folder);
        FolderMode.CreatePrivate(folder.Path);
        FolderMode.CreatePrivate(folder.Keys);
        SigningKey signing = options.Keys.ReadOrCreateSigningKey();
        string exported = Path.Combine(folder.Keys, signing.Public.IdText + ".pub");
        if (!File.Exists(exported))
        {
            KeyFile.WriteNew(exported, System.Text.Encoding.ASCII.GetBytes(signing.Public + "\n"));
        }

        byte[] master = options.Keys.ReadOrCreateMaster();
        ClaimedWriter claimed = ClaimedWriter.Claim(folder, options.Name, signing.Public, (writer, e) => LogDamaged(logger, writer, e));
        var log = new AuditLog(options, time, logger, folder, claimed, signing, new SecretBox(folder.Keys, master));
        CryptographicOperations.ZeroMemory(master);
        log.Start(claimed);
        return log;
    }

    private void Start(ClaimedWriter claimed)
    {
        if (claimed.Cut is { } cut)
        {
            LogCut(_logger, Writer, cut.Bytes, cut.File);
            Append(new AuditEvent
            {
                Type = AuditEventTypes.Recovered,
                Time = _time.GetUtcNow(),
                Retention = "system",
                Body = string.Create(CultureInfo.InvariantCulture, $$"""{"file":"{{cut.File}}","bytes":{{cut.Bytes}}}"""),
            });
        }

        if (claimed.State.Unsigned > 0)
        {
            _queue.AskForHead();
        }
        else if (claimed.State.Segment > 0)
        {
            _signed = new SegmentEnd(claimed.State.Segment, claimed.State.Length);
        }

        _writing = Task.Run(WriteAsync);
    }

    private async Task WriteAsync()
    {
        while (true)
        {
            await _queue.WaitForWorkAsync();
            if (_queue.Take(_segments.Unsigned, _segments.Room) is { } batch)
            {
                await CommitAsync(batch);
            }
            else if (_queue.IsClosed)
            {
                return;
            }
        }
    }

    private async Task CommitAsync(CommitBatch batch)
    {
        bool failed = false;
        while (true)
        {
            try
            {
                OnCommitted(batch, _segments.Commit(batch));
                if (failed)
                {
                    LogBack(_logger, Writer);
                }

                return;
            }
            catch (Exception e)
            {
                // Whatever it is: a writer that ended here would leave everybody waiting. A file that is too large, for one, is an ArgumentOutOfRangeException.
                OnFailed(batch, e, isFirst: !failed);
                failed = true;
            }

            if (_queue.IsClosed)
            {
                LogLost(_logger, Writer, batch.Events.Count + _queue.Count);
                return;
            }

            await DelayAsync();
        }
    }

    private async Task DelayAsync()
    {
        try
        {
            await Task.Delay(_options.RetryDelay, _time, _closing.Token);
        }
        catch (OperationCanceledException)
        {
            // One last attempt.
        }
    }

    private void OnCommitted(CommitBatch batch, in CommitResult result)
    {
        lock (_countersGate)
        {
            _counters = _counters with
            {
                Events = _counters.Events + batch.Events.Count,
                Bytes = _counters.Bytes + result.Bytes,
                Commits = _counters.Commits + 1,
                FlushTime = _counters.FlushTime + result.Flush,
            };
            _signed = result.Signed ?? _signed;
        }

        if (_segments.Unsigned > 0 && _segments.Unsigned == batch.Events.Count)
        {
            _headTimer.Change(_options.HeadInterval, Timeout.InfiniteTimeSpan);
        }

        _queue.Succeed(batch);

        if (result.ClosedSegment > 0)
        {
            string path = _folder.Segment(Writer, result.ClosedSegment);
            _indexing = _indexing.ContinueWith(_ => SegmentIndex.TryBuild(path), TaskScheduler.Default);
        }
    }

    private void OnFailed(CommitBatch batch, Exception e, bool isFirst)
    {
        if (isFirst)
        {
            LogFailed(_logger, Writer, e.Message);
        }

        lock (_countersGate)
        {
            _counters = _counters with { Failures = _counters.Failures + 1 };
        }

        _queue.Fail(batch, new AuditUnavailableException($"the audit log cannot be written: {e.Message}", e));
    }

    [LoggerMessage(7000, LogLevel.Error, "The audit log of {Writer} cannot be written, so nothing is answered: {Reason}")]
    private static partial void LogFailed(ILogger logger, string writer, string reason);

    [LoggerMessage(7001, LogLevel.Information, "The audit log of {Writer} is written again.")]
    private static partial void LogBack(ILogger logger, string writer);

    [LoggerMessage(7002, LogLevel.Warning, "The audit log of {Writer} ended within a record: {Bytes} bytes are set aside in {File}.")]
    private static partial void LogCut(ILogger logger, string writer, long bytes, string file);

    [LoggerMessage(7003, LogLevel.Error, "The audit log of {Writer} is damaged and stays as it is; a new one begins.")]
    private static partial void LogDamaged(ILogger logger, string writer, Exception damage);

    [LoggerMessage(7004, LogLevel.Error, "The audit log of {Writer} ends without {Events} events that could not be written.")]
    private static partial void LogLost(ILogger logger, string writer, int events);
}
