using System.Collections.Frozen;
using FinCluster.Core.Catalog;
using FinCluster.Core.Catalog.Aliases;
using FinCluster.Core.Catalog.Canaries;
using FinCluster.Core.Engine;
using FinCluster.Core.Errors;
using FinCluster.Core.Replicas;
using FinCluster.Core.Tenants;
using FinCluster.Gateway.Compliance;
using FinCluster.Gateway.Hosting;
using Microsoft.Extensions.Options;

namespace FinCluster.Gateway.Models;

/// <summary>Finds the replicas of the model that a request names: an alias of the catalog, alone or with adapters, or a replica itself. Thread-safe.</summary>
/// <remarks>
/// An alias means its release, or for a share of the requests its canary. As long as no node has what it means, it means what it meant before, so that
/// neither a promotion nor a canary is ever in the way of a request.
/// </remarks>
internal sealed class ModelResolver(
    ICatalog catalog, ModelDirectory models, ReplicaDeployer deployer, ModelHold hold, ComplianceSource compliance, IOptions<GatewayOptions> options)
{
    private const int LongestQuote = 100;

    // Models that there are although no node may have them now.
    private readonly FrozenSet<string> _expected = options.Value.ScalesFromZero.ToFrozenSet(StringComparer.Ordinal);

    private readonly string? _edge = options.Value.Tiers.EdgeModel;

    /// <summary>Gets the names that requests may use, with what is known of them, in the order of names.</summary>
    public IReadOnlyList<ServedModel> All => [.. Names()
        .Select(name => TryResolve(name, TenantId.Local, ""))
        .OfType<ServedModel>()];

    /// <summary>Finds the name that a request means, and checks that there is such a model.</summary>
    /// <param name="name">What the request says; null or empty means the alias of the tenant's name, and if there is none, the only model there is.</param>
    /// <param name="tenant">Whose request it is.</param>
    /// <exception cref="RequestException">There is no such model, or the request must name one.</exception>
    public string Check(string? name, TenantId tenant)
    {
        if (string.IsNullOrEmpty(name))
        {
            if (catalog.Current.FindAlias(tenant.Value) is { Kind: AliasKind.Model } own)
            {
                return own.Name;
            }

            string[] aliases = [.. Aliases()];
            string[] all = aliases.Length > 0 ? aliases : [.. models.Names.Union(_expected)];

            // The edge's model helps others; who names none means one of those.
            string[] names = all.Length > 1 ? [.. all.Where(model => model != _edge)] : all;
            return names.Length == 1 ? names[0] : throw RequestException.Invalid("model", $"model is missing; there is {List()}");
        }

        (ComposedModel? model, string? problem) = Compose(name, TenantId.Local, "");
        return model is not null || models.Find(name) is not null || _expected.Contains(name) ? name : throw NotFound(name, problem);
    }

    /// <summary>Finds a request's model. Adapters that no node has put together yet are loaded for it; for a model that no node has, it waits.</summary>
    /// <param name="name">What the request says; null or empty as for <see cref="Check"/>.</param>
    /// <param name="tenant">Whose request it is.</param>
    /// <param name="key">The session, or, where there is none, the request.</param>
    /// <param name="timeLimit">The time for the whole answer; null for no limit.</param>
    /// <param name="cancellationToken">Ends the wait for a node that loads it.</param>
    /// <exception cref="RequestException">There is no such model, the request must name one, or no node has it in time.</exception>
    public ValueTask<ServedModel> ResolveAsync(
        string? name, TenantId tenant, string key, TimeSpan? timeLimit, CancellationToken cancellationToken)
    {
        string wanted = string.IsNullOrEmpty(name) ? Check(name, tenant) : name;
        return TryResolve(wanted, tenant, key) is { } served
            ? ValueTask.FromResult(served)
            : new ValueTask<ServedModel>(WaitAsync(wanted, tenant, key, timeLimit, cancellationToken));
    }

    /// <summary>Finds a request's model for what needs no release on trial; for a model that no node has, it waits.</summary>
    /// <exception cref="RequestException">There is no such model, the request must name one, or no node has it in time.</exception>
    public ValueTask<ServedModel> ResolveAsync(string? name, TenantId tenant, CancellationToken cancellationToken) =>
        ResolveAsync(Check(name, tenant), TenantId.Local, "", timeLimit: null, cancellationToken);

    /// <summary>Says whether a name means a model that some node has.</summary>
    public bool Knows(string name) => TryResolve(name, TenantId.Local, "") is not null;

    /// <summary>Finds a request's model as it is now, for what needs no release on trial.</summary>
    /// <exception cref="RequestException">There is no such model, the request must name one, or no node has it.</exception>
    public ServedModel Resolve(string? name, TenantId tenant)
    {
        string known = Check(name, tenant);
        return TryResolve(known, TenantId.Local, "") ?? throw new RequestException(ErrorCode.ModelNotReady, $"no node has loaded the model '{Shorten(known)}' yet", "model");
    }

    /// <summary>Finds a request's model if some node has it; null otherwise.</summary>
    public ServedModel? TryResolve(string name, TenantId tenant, string key)
    {
        (ComposedModel? model, _) = Compose(name, tenant, key);
        if (model is null)
        {
            return models.Find(name) is { } replica ? new ServedModel(name, replica) : null;
        }

        return Serve(name, model) ?? FindBefore(name);
    }

    private static string Shorten(string text) => text.Length <= LongestQuote ? text : text[..LongestQuote] + "…";

    private Task<ServedModel> WaitAsync(string name, TenantId tenant, string key, TimeSpan? timeLimit, CancellationToken cancellationToken)
    {
        (ComposedModel? model, string? problem) = Compose(name, tenant, key);
        if (model is null)
        {
            return _expected.Contains(name)
                ? hold.WaitAsync(name, () => TryResolve(name, tenant, key), () => "no node serves it", timeLimit, cancellationToken)
                : throw NotFound(name, problem);
        }

        deployer.Want(model.Release);
        return hold.WaitAsync(
            AliasOf(name), () => TryResolve(name, tenant, key), () => deployer.Explain(model.Release), timeLimit, cancellationToken);
    }

    // A composition is not on trial, and has no release of its own before; only an alias by itself has.
    private ServedModel? FindBefore(string name)
    {
        CatalogSnapshot current = catalog.Current;
        if (current.FindAlias(name) is not { Kind: AliasKind.Model } alias)
        {
            return null;
        }

        ArtifactHash?[] candidates = [alias.Canary is null ? null : alias.Target, alias.Before?.Target];
        return candidates.OfType<ArtifactHash>()
            .Select(id => Serve(name, new ComposedModel(id, current.FindRelease(id)!.Release, IsCanary: false)))
            .FirstOrDefault(served => served is not null);
    }

    private ServedModel? Serve(string name, ComposedModel model) =>
        models.Find(ReplicaContent.Of(model.Release)) is { } replica ? Served(name, model, replica) : null;

    private static ServedModel Served(string name, ComposedModel model, ModelInfo replica) =>
        new(name, replica)
        {
            Alias = AliasOf(name),
            Release = model.Id,
            GuardRules = model.Release.GuardRules,
            Knowledge = model.Release.Knowledge,
            IsCanary = model.IsCanary,
        };

    private static string AliasOf(string name) => ModelName.TryParse(name, out ModelName? parsed, out _) ? parsed.Alias : name;

    // The problem is about the adapters of a model that there is; without it there is no such model at all.
    private (ComposedModel? Model, string? Problem) Compose(string name, TenantId tenant, string key)
    {
        CatalogSnapshot current = catalog.Current;
        if (!ModelName.TryParse(name, out ModelName? parsed, out _) || current.FindAlias(parsed.Alias) is not { Kind: AliasKind.Model })
        {
            return (null, null);
        }

        return ModelComposer.Compose(current, parsed, canary => compliance.Current.TakesCanaries(tenant) && CanaryShare.Picks(canary, tenant, key));
    }

    private RequestException NotFound(string name, string? problem) => new(
        ErrorCode.ModelNotFound, $"the model '{Shorten(name)}' does not exist; {problem ?? "there is " + List()}", "model");

    private IEnumerable<string> Aliases() => catalog.Current.Aliases.Where(alias => alias.Kind == AliasKind.Model).Select(alias => alias.Name);

    private IEnumerable<string> Names() => Aliases().Concat(models.Names).Concat(_expected).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    private string List()
    {
        string names = string.Join(", ", Names());
        return names.Length == 0 ? "none yet" : names;
    }
}
