using FinCluster.Core.Catalog;
using FinCluster.Core.Catalog.Canaries;
using FinCluster.Core.Catalog.Releases;
using FinCluster.Core.Errors;
using FinCluster.Core.Tenants;
using Proto = FinCluster.Contracts.Admin.V1;

namespace FinCluster.Wire;

/// <summary>Converts changes of aliases, as fincluster.admin.v1's models.proto declares them.</summary>
public static class AliasMoveWire
{
    /// <summary>Writes a promotion.</summary>
    public static Proto.PromoteRequest ToProto(Promote promote) => new()
    {
        Move = Move(promote),
        Target = promote.Target.Value,
        Scale = CatalogWire.Text(promote.Scale),
        Gates = Gates(promote.Limits, promote.Override),
    };

    /// <summary>Reads a promotion.</summary>
    /// <exception cref="RequestException">A field is missing or wrong, or names nothing.</exception>
    public static Promote ToCore(Proto.PromoteRequest request, CatalogSnapshot catalog)
    {
        Proto.AliasMove move = Require(request.Move);
        return new Promote(move.Alias, Expected(move, catalog), move.Actor, move.Reason, CatalogReference.FindTarget(catalog, request.Target).Require("target"))
        {
            Request = Request(move.Request),
            Scale = CatalogWire.Number(request.Scale, "scale"),
            Limits = Limits(request.Gates),
            Override = Override(request.Gates),
        };
    }

    /// <summary>Writes a rollback.</summary>
    public static Proto.RollBackRequest ToProto(RollBack back)
    {
        var request = new Proto.RollBackRequest { Move = Move(back) };
        if (back.ToSequence is { } line)
        {
            request.Line = line;
        }
        else if (back.ToTarget is { } target)
        {
            request.Target = target.Value;
        }

        return request;
    }

    /// <summary>Reads a rollback.</summary>
    /// <exception cref="RequestException">A field is missing or wrong, or names nothing.</exception>
    public static RollBack ToCore(Proto.RollBackRequest request, CatalogSnapshot catalog)
    {
        Proto.AliasMove move = Require(request.Move);
        return new RollBack(move.Alias, Expected(move, catalog), move.Actor, move.Reason)
        {
            Request = Request(move.Request),
            ToSequence = request.ToCase == Proto.RollBackRequest.ToOneofCase.Line ? request.Line : null,
            ToTarget = request.ToCase == Proto.RollBackRequest.ToOneofCase.Target ? CatalogReference.FindTarget(catalog, request.Target).Require("target") : null,
        };
    }

    /// <summary>Writes the start of a canary.</summary>
    public static Proto.StartCanaryRequest ToProto(StartCanary start)
    {
        CanaryLimits limits = start.Canary.Limits;
        return new Proto.StartCanaryRequest
        {
            Move = Move(start),
            Release = start.Canary.Release.Value,
            Weight = CatalogWire.Text(start.Canary.Weight),
            Tenants = { start.Canary.Tenants.Select(tenant => tenant.Value) },
            Limits = new Proto.CanaryLimits
            {
                MaxErrorRate = CatalogWire.Text(limits.MaxErrorRate),
                MaxTtftRatio = CatalogWire.Text(limits.MaxTtftRatio),
                MaxRefusalRate = CatalogWire.Text(limits.MaxRefusalRate),
                MinRequests = limits.MinRequests,
                EnoughRequests = limits.EnoughRequests,
            },
            Gates = Gates(start.Limits, start.Override),
        };
    }

    /// <summary>Reads the start of a canary.</summary>
    /// <exception cref="RequestException">A field is missing or wrong, or names nothing.</exception>
    public static StartCanary ToCore(Proto.StartCanaryRequest request, CatalogSnapshot catalog)
    {
        Proto.AliasMove move = Require(request.Move);
        var canary = new Canary(
            CatalogReference.FindRelease(catalog, request.Release).Require("release"),
            CatalogWire.Number(request.Weight, "weight") ?? throw RequestException.Invalid("weight", "weight is missing"))
        {
            Tenants = [.. request.Tenants.Select(tenant => new TenantId(tenant))],
            Limits = request.Limits is null ? new CanaryLimits() : new CanaryLimits
            {
                MaxErrorRate = CatalogWire.Number(request.Limits.MaxErrorRate, "limits.max_error_rate"),
                MaxTtftRatio = CatalogWire.Number(request.Limits.MaxTtftRatio, "limits.max_ttft_ratio"),
                MaxRefusalRate = CatalogWire.Number(request.Limits.MaxRefusalRate, "limits.max_refusal_rate"),
                MinRequests = request.Limits.MinRequests,
                EnoughRequests = request.Limits.EnoughRequests,
            },
        };
        return new StartCanary(move.Alias, Expected(move, catalog), move.Actor, move.Reason, canary)
        {
            Request = Request(move.Request),
            Limits = Limits(request.Gates),
            Override = Override(request.Gates),
        };
    }

    /// <summary>Writes the end of a canary.</summary>
    public static Proto.EndCanaryRequest ToProto(EndCanary end) => new() { Move = Move(end), IsPromoted = end.IsPromoted };

    /// <summary>Reads the end of a canary.</summary>
    /// <exception cref="RequestException">A field is missing or wrong.</exception>
    public static EndCanary ToCore(Proto.EndCanaryRequest request, CatalogSnapshot catalog)
    {
        Proto.AliasMove move = Require(request.Move);
        return new EndCanary(move.Alias, Expected(move, catalog), move.Actor, move.Reason, request.IsPromoted) { Request = Request(move.Request) };
    }

    /// <summary>Reads the name of a call; one that has none gets one.</summary>
    public static string Request(string text) => text.Length > 0 ? text : CatalogCommand.NewRequest();

    private static Proto.AliasMove Move(AliasCommand command) => new()
    {
        Alias = command.Alias,
        Actor = command.Actor,
        Reason = command.Reason,
        ExpectedLine = command.ExpectedSequence,
        Request = command.Request,
    };

    private static Proto.AliasMove Require(Proto.AliasMove? move) => move ?? throw RequestException.Invalid("move", "move is missing");

    private static long Expected(Proto.AliasMove move, CatalogSnapshot catalog) =>
        move.HasExpectedLine ? move.ExpectedLine : catalog.SequenceOf(move.Alias);

    private static Proto.Gates Gates(GateLimits limits, string? @override)
    {
        var gates = new Proto.Gates { MaxP99Ms = CatalogWire.Text((decimal?)limits.MaxP99Latency?.Ticks / TimeSpan.TicksPerMillisecond) };
        if (@override is not null)
        {
            gates.Override = @override;
        }

        return gates;
    }

    private static GateLimits Limits(Proto.Gates? gates) => new()
    {
        MaxP99Latency = CatalogWire.Number(gates?.MaxP99Ms ?? "", "gates.max_p99_ms") is { } latency ? CatalogWire.Latency(latency) : null,
    };

    private static string? Override(Proto.Gates? gates) => gates is { HasOverride: true } ? gates.Override : null;
}
