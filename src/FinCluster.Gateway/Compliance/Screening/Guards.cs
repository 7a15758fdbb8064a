using System.Collections.Concurrent;
using FinCluster.Core.Catalog;
using FinCluster.Core.Compliance.Guard;
using FinCluster.Core.Compliance.Guard.Classifier;
using FinCluster.Core.Compliance.Guard.Rules;
using FinCluster.Core.Compliance.Settings;
using FinCluster.Core.Errors;
using FinCluster.Gateway.Models;

namespace FinCluster.Gateway.Compliance.Screening;

/// <summary>The guards of tenants and releases, each compiled once. Thread-safe.</summary>
/// <remarks>
/// A tenant is guarded by the shipped packs that its profile names. A release may bring a pack of its own, a file of the catalog: moving an alias to
/// it is how rules change while the cluster runs.
/// </remarks>
internal sealed class Guards(ReleaseFiles files, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, GuardPair> _shipped = new(StringComparer.Ordinal);
    private readonly ReleaseCache<(ArtifactHash Rules, string Profile), GuardPair> _released = new("guard rules", time);

    /// <summary>Finds the guards of a tenant; null when it is not guarded.</summary>
    public GuardPair? Of(ComplianceProfile profile) => profile.Guard
        ? _shipped.GetOrAdd(KeyOf(profile), static (_, wanted) => Create(Shipped(wanted), wanted.Disagreement), profile)
        : null;

    /// <summary>Finds the guards of a tenant for a release that brings rules of its own: the tenant's packs and that one.</summary>
    /// <exception cref="RequestException">They cannot be read, so nothing may be answered by that release.</exception>
    public ValueTask<GuardPair> OfAsync(ArtifactHash rules, ComplianceProfile profile, CancellationToken cancellationToken) =>
        _released.OfAsync((rules, KeyOf(profile)), rules, (files, rules, profile), static wanted => ReadAsync(wanted.files, wanted.rules, wanted.profile), cancellationToken);

    private static GuardPair Create(IReadOnlyList<RulePack> packs, DisagreementPolicy policy)
    {
        var rules = GuardRules.Compile(packs);
        return new GuardPair(
            new InputGuard(rules, NgramGuardClassifier.Shipped, new InputGuardOptions { Policy = policy }), new OutputGuard(rules), rules.Refusals);
    }

    private static string KeyOf(ComplianceProfile profile) => $"{profile.Disagreement} {string.Join(' ', profile.Packs)}";

    private static RulePack[] Shipped(ComplianceProfile profile) => [.. profile.Packs.Select(name => ShippedPacks.Find(name)!)];

    private static async Task<GuardPair> ReadAsync(ReleaseFiles files, ArtifactHash rules, ComplianceProfile profile)
    {
        using var text = new StreamReader(await files.ReadAsync(rules, RulePackReader.MaxBytes));
        return Create([.. Shipped(profile), RulePackReader.Read(await text.ReadToEndAsync())], profile.Disagreement);
    }
}

/// <summary>What guards the questions and the answers of one set of rules.</summary>
internal sealed record GuardPair(InputGuard Input, OutputGuard Output, RefusalTexts Refusals);
