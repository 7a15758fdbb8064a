using System.Collections.Immutable;
using FinCluster.Core.Catalog.Releases;

namespace FinCluster.Core.Catalog.Aliases;

/// <summary>What may be done with an alias.</summary>
/// <param name="catalog">The catalog as it is.</param>
/// <param name="command">What is asked for.</param>
/// <param name="now">The time.</param>
internal sealed class AliasRules(CatalogSnapshot catalog, AliasCommand command, DateTimeOffset now)
{
    private readonly CatalogAlias? _alias = catalog.FindAlias(command.Alias ?? "");

    /// <summary>Decides about the command.</summary>
    public CatalogDecision Decide()
    {
        string? problem = CatalogName.IsValid(command.Alias) ? null : $"an alias must have {CatalogName.Rule}";
        problem ??= string.IsNullOrWhiteSpace(command.Actor) ? "a change of an alias must say who makes it" : null;
        problem ??= CatalogText.FindProblem("the actor", command.Actor, CatalogText.MaxActorLength) ?? CatalogText.FindProblem("the reason", command.Reason);
        if (problem is not null)
        {
            return No(CatalogStatus.Invalid, problem);
        }

        if (_alias?.Find(command.ExpectedSequence + 1) is { } next && next.Request == command.Request)
        {
            return Repeated(next);
        }

        long sequence = _alias?.Sequence ?? 0;
        if (command.ExpectedSequence != sequence)
        {
            return No(
                CatalogStatus.Conflict,
                sequence == 0
                    ? $"there is no alias '{command.Alias}', line {command.ExpectedSequence} of it was expected"
                    : $"'{command.Alias}' is at line {sequence} of its history, line {command.ExpectedSequence} was expected: look at it again");
        }

        return command switch
        {
            Promote promote => Decide(promote),
            _ when _alias is null => No(CatalogStatus.NotFound, $"there is no alias '{command.Alias}'"),
            RollBack back => Decide(back, _alias),
            StartCanary start => Decide(start, _alias),
            EndCanary end => Decide(end, _alias),
            _ => throw new ArgumentOutOfRangeException(nameof(command), command, null),
        };
    }

    /// <summary>Says why a stored change does not follow a catalog; null when it does.</summary>
    public static string? FindProblem(CatalogSnapshot catalog, AliasMoved change)
    {
        CatalogAlias? alias = catalog.FindAlias(change.Alias);
        if (!CatalogName.IsValid(change.Alias) || change.Entry.Sequence != (alias?.Sequence ?? 0) + 1)
        {
            return $"'{change.Alias}' goes from line {alias?.Sequence ?? 0} to line {change.Entry.Sequence}";
        }

        if (alias is not null && alias.Kind != change.Kind)
        {
            return $"'{change.Alias}' changes its kind";
        }

        if (KindOf(catalog, change.Entry.Target) != change.Kind)
        {
            return $"'{change.Alias}' points to {change.Entry.Target}, which is no {change.Kind} of the catalog";
        }

        if (change.Entry.Canary is { } canary && catalog.FindRelease(canary.Release) is null)
        {
            return $"'{change.Alias}' has the canary {canary.Release}, which is no release of the catalog";
        }

        // A promotion is what all others lead back to.
        bool hasOrigin = change.Entry.Action switch
        {
            AliasAction.Rollback => change.Entry.Restores is { } restored && alias?.Find(restored) is { Restores: null } origin && origin.Target == change.Entry.Target,
            AliasAction.CanaryStart or AliasAction.CanaryAbort => alias is not null && alias.Target == change.Entry.Target,
            _ => true,
        };
        return hasOrigin ? null : $"'{change.Alias}' points to {change.Entry.Target}, and no promotion says why";
    }

    private static AliasKind? KindOf(CatalogSnapshot catalog, ArtifactHash target) => catalog.FindArtifact(target)?.Kind switch
    {
        ArtifactKind.DomainAdapter => AliasKind.DomainAdapter,
        ArtifactKind.TaskAdapter => AliasKind.TaskAdapter,
        null when catalog.FindRelease(target) is not null => AliasKind.Model,
        _ => null,
    };

    private static string Name(AliasKind kind) => kind switch
    {
        AliasKind.Model => "releases",
        AliasKind.DomainAdapter => "domain adapters",
        _ => "task adapters",
    };

    private CatalogDecision Decide(Promote promote)
    {
        if (KindOf(catalog, promote.Target) is not { } kind)
        {
            return No(CatalogStatus.NotFound, $"the catalog has no release and no adapter {promote.Target}");
        }

        if (_alias is not null && _alias.Kind != kind)
        {
            return No(CatalogStatus.Refused, $"'{promote.Alias}' points to {Name(_alias.Kind)}, and {promote.Target} is none");
        }

        if (_alias?.Canary is not null)
        {
            return No(CatalogStatus.Refused, $"'{promote.Alias}' has a canary; promote or abort that first");
        }

        if (kind == AliasKind.Model ? promote.Scale is not null : AdapterUse.FindProblem(promote.Scale ?? 1) is not null)
        {
            return No(CatalogStatus.Invalid, kind == AliasKind.Model ? "a release has scales of its own" : AdapterUse.FindProblem(promote.Scale ?? 1)!);
        }

        decimal? scale = kind == AliasKind.Model ? null : promote.Scale ?? 1;
        if (_alias is not null && _alias.Target == promote.Target && _alias.Current.Scale == scale)
        {
            return Unchanged();
        }

        ImmutableArray<GateFailure> failures = kind == AliasKind.Model ? Judge(promote.Target, promote.Limits) : [];
        return Refusal(failures, promote.Override)
            ?? Yes(kind, Entry(AliasAction.Promote, promote.Target) with
            {
                Scale = scale,
                Override = failures.IsEmpty ? null : promote.Override,
                FailedGates = failures,
            });
    }

    private CatalogDecision Decide(RollBack back, CatalogAlias alias)
    {
        AliasEntry? wanted = back switch
        {
            { ToSequence: { } sequence } => alias.Find(sequence),
            { ToTarget: { } target } => alias.FindLast(target),
            _ => alias.Before,
        };
        if (wanted is null || (back.ToTarget is { } named && wanted.Target != named))
        {
            return No(
                CatalogStatus.NotFound,
                back switch
                {
                    { ToSequence: { } sequence } => $"'{alias.Name}' has no line {sequence} that points to what is asked for",
                    { ToTarget: { } target } => $"'{alias.Name}' has never pointed to {target}",
                    _ => $"'{alias.Name}' has pointed to nothing before",
                });
        }

        AliasEntry origin = alias.OriginOf(wanted);
        return origin.Target == alias.Target && origin.Scale == alias.Current.Scale && alias.Canary is null
            ? Unchanged()
            : Yes(alias.Kind, Entry(AliasAction.Rollback, origin.Target) with { Scale = origin.Scale, Restores = origin.Sequence, Canary = alias.Canary });
    }

    private CatalogDecision Decide(StartCanary start, CatalogAlias alias)
    {
        if (start.Canary.FindProblem() is { } problem)
        {
            return No(CatalogStatus.Invalid, problem);
        }

        if (catalog.FindRelease(start.Canary.Release) is null)
        {
            return No(CatalogStatus.NotFound, $"the catalog has no release {start.Canary.Release}");
        }

        if (alias.Kind != AliasKind.Model || alias.Canary is not null || alias.Target == start.Canary.Release)
        {
            return No(
                CatalogStatus.Refused,
                alias.Kind != AliasKind.Model ? $"'{alias.Name}' points to {Name(alias.Kind)}, which have no canaries"
                : alias.Canary is not null ? $"'{alias.Name}' has a canary; promote or abort that first"
                : $"'{alias.Name}' points to that release already");
        }

        ImmutableArray<GateFailure> failures = Judge(start.Canary.Release, start.Limits);
        return Refusal(failures, start.Override)
            ?? Yes(alias.Kind, Entry(AliasAction.CanaryStart, alias.Target) with
            {
                Canary = start.Canary,
                Override = failures.IsEmpty ? null : start.Override,
                FailedGates = failures,
            });
    }

    private CatalogDecision Decide(EndCanary end, CatalogAlias alias)
    {
        if (alias.Canary is not { } canary)
        {
            return No(CatalogStatus.Refused, $"'{alias.Name}' has no canary");
        }

        // The gates were asked when it began, against the release that is still the stable one.
        return Yes(alias.Kind, end.IsPromoted
            ? Entry(AliasAction.CanaryPromote, canary.Release) with
            {
                Canary = canary,
                Override = alias.Current.Override,
                FailedGates = alias.Current.FailedGates,
            }
            : Entry(AliasAction.CanaryAbort, alias.Target) with { Canary = canary });
    }

    private ImmutableArray<GateFailure> Judge(ArtifactHash release, GateLimits limits)
    {
        GateResults? current = _alias is null ? null : catalog.FindRelease(_alias.Target)!.Release.Gates;
        return PromotionGate.Judge(catalog.FindRelease(release)!.Release.Gates, current, limits);
    }

    private CatalogDecision? Refusal(ImmutableArray<GateFailure> failures, string? reason)
    {
        if (failures.IsEmpty)
        {
            return null;
        }

        if (reason is null)
        {
            string gates = string.Join("; ", failures.Select(failure => $"{failure.Gate}: {failure.Reason}"));
            return No(CatalogStatus.GatesFailed, $"the release does not pass its gates ({gates})", failures);
        }

        string? problem = string.IsNullOrWhiteSpace(reason) ? "an override must say why" : CatalogText.FindProblem("the override", reason);
        return problem is null ? null : No(CatalogStatus.Invalid, problem, failures);
    }

    // Clocks of gateways differ; a history does not run backwards.
    private AliasEntry Entry(AliasAction action, ArtifactHash target)
    {
        DateTimeOffset at = _alias is not null && _alias.Current.At > now ? _alias.Current.At : now;
        return new AliasEntry(command.ExpectedSequence + 1, at, command.Actor, action, target, command.Reason) { Request = command.Request };
    }

    private CatalogDecision Yes(AliasKind kind, AliasEntry entry) => new(
        new CatalogResult(CatalogStatus.Done, $"'{command.Alias}' points to {entry.Target}") { Entry = entry, FailedGates = entry.FailedGates },
        new AliasMoved(command.Alias, kind, entry));

    private CatalogDecision Repeated(AliasEntry entry) => new(
        new CatalogResult(CatalogStatus.Done, $"'{command.Alias}' points to {entry.Target}") { Entry = entry, FailedGates = entry.FailedGates }, null);

    private CatalogDecision Unchanged() => new(
        new CatalogResult(CatalogStatus.Unchanged, $"'{command.Alias}' points to that already") { Entry = _alias!.Current }, null);

    private CatalogDecision No(CatalogStatus status, string message, ImmutableArray<GateFailure> failures = default) =>
        new(new CatalogResult(status, message) { Entry = _alias?.Current, FailedGates = failures.IsDefault ? [] : failures }, null);
}
