using System.Collections.Concurrent;
using FinCluster.Core.Catalog;
using FinCluster.Core.Catalog.Aliases;
using FinCluster.Core.Catalog.Canaries;
using FinCluster.Core.Errors;
using FinCluster.Core.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FinCluster.Gateway.Models;

/// <summary>Takes a canary back when it does worse than the catalog allows it. Thread-safe.</summary>
/// <remarks>Each gateway judges by the requests that came through it; the first one that has seen enough decides for all.</remarks>
internal sealed partial class CanaryWatch(ICatalog catalog, TimeProvider time, ILogger<CanaryWatch> logger) : BackgroundService
{
    private const string Actor = "canary-watch";

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<string, Trial> _trials = new(StringComparer.Ordinal);

    /// <summary>Notes an answer.</summary>
    public void OnAnswered(ServedModel model, TimeSpan firstToken) => Find(model)?.OnAnswered(firstToken);

    /// <summary>Notes that the guard refused an answer, which is noted as such besides.</summary>
    public void OnRefused(ServedModel model) => Find(model)?.OnRefused();

    /// <summary>Notes a request that failed.</summary>
    public void OnFailed(ServedModel model, ErrorKind error)
    {
        // Of the others the caller is the cause, or somebody else's load.
        if (error.Class == ErrorClass.Failed || error.Code is ErrorCode.NodeLost or ErrorCode.DeadlineExceeded)
        {
            Find(model)?.OnFailed();
        }
    }

    /// <summary>Judges all canaries of now.</summary>
    internal async Task JudgeAsync(CancellationToken cancellationToken)
    {
        foreach (CatalogAlias alias in catalog.Current.Aliases)
        {
            if (alias.Canary is not { } canary || !_trials.TryGetValue(alias.Name, out Trial? trial) || trial.Sequence != alias.Sequence)
            {
                _trials.TryRemove(alias.Name, out _);
                continue;
            }

            CanaryJudgement judgement = CanaryJudge.Judge(canary.Limits, trial.Stable.Read(), trial.Canary.Read());
            if (judgement.Verdict == CanaryVerdict.Abort)
            {
                await AbortAsync(alias, judgement.Reason, cancellationToken);
            }
        }
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Periodic.RunAsync(Interval, time, JudgeAsync, stoppingToken);

    private CanaryMeter? Find(ServedModel model)
    {
        if (model.Alias is not { } name || catalog.Current.FindAlias(name) is not { Canary: { } canary } alias)
        {
            return null;
        }

        Trial trial = _trials.AddOrUpdate(
            name,
            static (_, sequence) => new Trial(sequence),
            static (_, known, sequence) => known.Sequence == sequence ? known : new Trial(sequence),
            alias.Sequence);
        return model.IsCanary && model.Release == canary.Release ? trial.Canary : model.Release == alias.Target ? trial.Stable : null;
    }

    private async Task AbortAsync(CatalogAlias alias, string reason, CancellationToken cancellationToken)
    {
        try
        {
            CatalogResult result = await catalog.ApplyAsync(
                new EndCanary(alias.Name, alias.Sequence, Actor, reason, IsPromoted: false), cancellationToken);
            if (result.Status == CatalogStatus.Done)
            {
                LogAborted(logger, alias.Name, reason);
            }
        }
        catch (ControlPlaneUnavailableException e)
        {
            // The next round tries again.
            LogAway(logger, alias.Name, e.Message);
        }
    }

    [LoggerMessage(1075, LogLevel.Warning, "the canary of {Alias} is taken back: {Reason}")]
    private static partial void LogAborted(ILogger logger, string alias, string reason);

    [LoggerMessage(1076, LogLevel.Warning, "the canary of {Alias} is to be taken back, and the catalog does not answer: {Reason}")]
    private static partial void LogAway(ILogger logger, string alias, string reason);

    /// <summary>What was seen since a canary began.</summary>
    private sealed record Trial(long Sequence)
    {
        public CanaryMeter Stable { get; } = new();

        public CanaryMeter Canary { get; } = new();
    }
}
