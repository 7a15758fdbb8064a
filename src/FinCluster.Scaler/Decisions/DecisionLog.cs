using FinCluster.Core.Scaling.Policies;
using FinCluster.Scaler.Hosting;
using Microsoft.Extensions.Logging;

namespace FinCluster.Scaler.Decisions;

/// <summary>Keeps decisions: every one that changed something, and one a minute of each pool where nothing changed. Thread-safe.</summary>
/// <remarks>The file is a record for people, so one that cannot be written stops no scaling.</remarks>
internal sealed partial class DecisionLog(ScalerOptions options, ILogger<DecisionLog> logger)
{
    private const int Kept = 1000;

    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Queue<DecisionLine> _lines = new();
    private readonly Dictionary<string, DateTimeOffset> _recorded = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Pool, bool IsUp), long> _counts = [];
    private bool _isBroken;

    /// <summary>Takes in a decision.</summary>
    public void Add(ScalingDecision decision)
    {
        lock (_gate)
        {
            if (decision.IsChange)
            {
                (string, bool) key = (decision.Pool, decision.Replicas > decision.Input.Desired);
                _counts[key] = _counts.GetValueOrDefault(key) + 1;
            }
            else if (_recorded.TryGetValue(decision.Pool, out DateTimeOffset last) && decision.Input.Now - last < Quiet)
            {
                return;
            }

            _recorded[decision.Pool] = decision.Input.Now;
            var line = DecisionLine.Of(decision);
            _lines.Enqueue(line);
            if (_lines.Count > Kept)
            {
                _lines.Dequeue();
            }

            Write_NeedsLock(line);
        }
    }

    /// <summary>Gets the newest decisions that are kept, the newest last.</summary>
    /// <param name="pool">Of this pool; null for all.</param>
    /// <param name="count">The most.</param>
    public IReadOnlyList<DecisionLine> Newest(string? pool, int count)
    {
        lock (_gate)
        {
            return [.. _lines.Where(line => pool is null || line.Pool == pool).TakeLast(count)];
        }
    }

    /// <summary>Counts the decisions by which a pool was made larger, or smaller.</summary>
    public long CountOf(string pool, bool isUp)
    {
        lock (_gate)
        {
            return _counts.GetValueOrDefault((pool, isUp));
        }
    }

    private void Write_NeedsLock(DecisionLine line)
    {
        if (options.DecisionFile is not { } file)
        {
            return;
        }

        try
        {
            File.AppendAllText(file, line.ToJson() + "\n");
            _isBroken = false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (!_isBroken)
            {
                _isBroken = true;
                LogBroken(logger, e, file);
            }
        }
    }

    [LoggerMessage(6010, LogLevel.Warning, "decisions cannot be written to {File}; scaling goes on")]
    private static partial void LogBroken(ILogger logger, Exception error, string file);
}
