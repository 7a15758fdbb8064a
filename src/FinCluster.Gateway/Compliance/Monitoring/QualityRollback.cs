using FinCluster.Core.Catalog;
using FinCluster.Core.Catalog.Aliases;
using FinCluster.Core.Compliance.Monitoring;
using FinCluster.Core.Errors;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FinCluster.Gateway.Compliance.Monitoring;

/// <summary>Moves an alias back when the release that it was moved to does worse, if the options say so. One caller at a time.</summary>
/// <remarks>
/// Each gateway judges by the requests that came through it; the first one that has seen enough decides for all. An alias is moved back once: the rollback is its
/// last line then, and that is none that could be taken back.
/// </remarks>
internal sealed partial class QualityRollback(ICatalog catalog, IOptions<DriftOptions> options, ILogger<QualityRollback> logger)
{
    /// <summary>Who moves aliases back, as their history has it.</summary>
    public const string Actor = "quality-monitor";

    /// <summary>Moves back what is to be.</summary>
    /// <param name="subjects">Finds the requests of a release.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task RunAsync(Func<QualityKey, QualitySubject?> subjects, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (options.Value.RollbackAfter is not { } after)
        {
            return;
        }

        foreach (CatalogAlias alias in catalog.Current.Aliases)
        {
            AliasEntry move = alias.Current;
            if (move.Action is AliasAction.Promote or AliasAction.CanaryPromote && alias.Before is not null && now - move.At <= options.Value.RollbackWithin
                && subjects(new QualityKey(alias.Name, alias.Target.Value)) is { } subject && FindCause(subject, move.At, now - after) is { } cause)
            {
                await RollBackAsync(alias, cause.Alarm.Reason, cancellationToken);
            }
        }
    }

    // What people ask is not the release's doing, and what it answers follows from what they ask.
    private static HeldAlarm? FindCause(QualitySubject subject, DateTimeOffset movedAt, DateTimeOffset since) =>
        subject.Held.FirstOrDefault(held => held.Since >= movedAt && held.Since <= since && held.Alarm.Measure switch
        {
            QualityMeasure.Abnormal or QualityMeasure.Sensitive => true,
            QualityMeasure.Drift => !IsOfQuestions(held) && !subject.Held.Any(IsOfQuestions),
            _ => false,
        });

    private static bool IsOfQuestions(HeldAlarm held) =>
        held.Alarm.Feature is DriftFeature.Intent or DriftFeature.QuestionLength or DriftFeature.Cluster or DriftFeature.Refusal;

    private async Task RollBackAsync(CatalogAlias alias, string reason, CancellationToken cancellationToken)
    {
        try
        {
            CatalogResult result = await catalog.ApplyAsync(new RollBack(alias.Name, alias.Sequence, Actor, reason), cancellationToken);
            if (result.Status == CatalogStatus.Done)
            {
                LogRolledBack(logger, alias.Name, reason);
            }
        }
        catch (ControlPlaneUnavailableException e)
        {
            // The next round tries again.
            LogAway(logger, alias.Name, e.Message);
        }
    }

    [LoggerMessage(1092, LogLevel.Warning, "{Alias} is moved back to what it meant before: {Reason}")]
    private static partial void LogRolledBack(ILogger logger, string alias, string reason);

    [LoggerMessage(1093, LogLevel.Warning, "{Alias} is to be moved back, and the catalog does not answer: {Reason}")]
    private static partial void LogAway(ILogger logger, string alias, string reason);
}
