using FinCluster.Core.Catalog;
using FinCluster.Core.Catalog.Canaries;
using FinCluster.Core.Catalog.Releases;
using FinCluster.Core.Errors;
using FinCluster.Core.Tenants;
using FinCluster.Gateway.OpenAi.Requests;
using FinCluster.Wire;

namespace FinCluster.Gateway.Admin.Models;

/// <summary>Reads changes of aliases from JSON. Releases and adapters are named as on the command line: by id, first digits, alias, alias@line or name.</summary>
/// <param name="Alias">The alias.</param>
/// <param name="Expected">The last line of its history that the caller knows; null for whatever it is.</param>
/// <param name="Actor">Who asks.</param>
/// <param name="Reason">Why.</param>
internal sealed record MoveFields(string Alias, long? Expected, string Actor, string Reason)
{
    private static readonly string[] Common = ["actor", "reason", "expect"];
    private static readonly string[] Gates = ["override", "max_p99_ms"];

    /// <summary>Reads a promotion.</summary>
    /// <exception cref="RequestException">A field is missing, wrong or unknown.</exception>
    public static Func<CatalogSnapshot, CatalogCommand> Promote(string alias, JsonFields body)
    {
        MoveFields move = Read(alias, body, [.. Gates, "target", "scale"]);
        string target = body.String("target") ?? throw body.Missing("target");
        decimal? scale = body.Decimal("scale");
        (GateLimits limits, string? @override) = ReadGates(body);
        return catalog => new Promote(
            alias, move.ExpectedOf(catalog), move.Actor, move.Reason, CatalogReference.FindTarget(catalog, target).Require("target"))
        {
            Scale = scale,
            Limits = limits,
            Override = @override,
        };
    }

    /// <summary>Reads a rollback.</summary>
    /// <exception cref="RequestException">A field is missing, wrong or unknown.</exception>
    public static Func<CatalogSnapshot, CatalogCommand> RollBack(string alias, JsonFields body)
    {
        MoveFields move = Read(alias, body, ["to_line", "to_target"]);
        long? line = body.LongInteger("to_line");
        string? target = body.String("to_target");
        return line is null || target is null
            ? catalog => new RollBack(alias, move.ExpectedOf(catalog), move.Actor, move.Reason)
            {
                ToSequence = line,
                ToTarget = target is null ? null : CatalogReference.FindTarget(catalog, target).Require("to_target"),
            }
            : throw RequestException.Invalid("to_target", "to_line and to_target say the same; name one of them");
    }

    /// <summary>Reads the start of a canary.</summary>
    /// <exception cref="RequestException">A field is missing, wrong or unknown.</exception>
    public static Func<CatalogSnapshot, CatalogCommand> StartCanary(string alias, JsonFields body)
    {
        MoveFields move = Read(
            alias, body,
            [.. Gates, "release", "weight", "tenants", "max_error_rate", "max_ttft_ratio", "max_refusal_rate", "min_requests", "enough_requests"]);
        string release = body.String("release") ?? throw body.Missing("release");
        decimal weight = body.Decimal("weight") ?? throw body.Missing("weight");
        TenantId[] tenants = [.. (body.Array("tenants") ?? []).Select(tenant => new TenantId(JsonFields.ReadString(tenant, body.PathOf("tenants"))))];
        CanaryLimits limits = ReadLimits(body);
        (GateLimits gates, string? @override) = ReadGates(body);
        return catalog => new StartCanary(
            alias, move.ExpectedOf(catalog), move.Actor, move.Reason,
            new Canary(CatalogReference.FindRelease(catalog, release).Require("release"), weight) { Tenants = [.. tenants], Limits = limits })
        {
            Limits = gates,
            Override = @override,
        };
    }

    /// <summary>Reads the end of a canary.</summary>
    /// <exception cref="RequestException">A field is missing, wrong or unknown.</exception>
    public static Func<CatalogSnapshot, CatalogCommand> EndCanary(string alias, JsonFields body, bool isPromoted)
    {
        MoveFields move = Read(alias, body, []);
        return catalog => new EndCanary(alias, move.ExpectedOf(catalog), move.Actor, move.Reason, isPromoted);
    }

    private static MoveFields Read(string alias, JsonFields body, string[] more)
    {
        body.ThrowIfUnknown([.. Common, .. more]);
        return new MoveFields(alias, body.LongInteger("expect"), body.String("actor") ?? throw body.Missing("actor"), body.String("reason") ?? "");
    }

    private static (GateLimits Limits, string? Override) ReadGates(JsonFields body) => (
        new GateLimits { MaxP99Latency = body.Decimal("max_p99_ms") is { } latency ? CatalogWire.Latency(latency) : null }, body.String("override"));

    // A limit that is null is none, as in the catalog; one that is left out has its default.
    private static CanaryLimits ReadLimits(JsonFields body)
    {
        var standard = new CanaryLimits();
        return new CanaryLimits
        {
            MaxErrorRate = body.Has("max_error_rate") ? body.Decimal("max_error_rate") : standard.MaxErrorRate,
            MaxTtftRatio = body.Has("max_ttft_ratio") ? body.Decimal("max_ttft_ratio") : standard.MaxTtftRatio,
            MaxRefusalRate = body.Has("max_refusal_rate") ? body.Decimal("max_refusal_rate") : standard.MaxRefusalRate,
            MinRequests = body.Integer("min_requests") ?? standard.MinRequests,
            EnoughRequests = body.Integer("enough_requests") ?? standard.EnoughRequests,
        };
    }

    private long ExpectedOf(CatalogSnapshot catalog) => Expected ?? catalog.SequenceOf(Alias);
}
