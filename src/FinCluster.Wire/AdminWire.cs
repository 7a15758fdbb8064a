using FinCluster.Core.Errors;
using FinCluster.Core.Tenants;
using FinCluster.Core.Tenants.Administration;
using Google.Protobuf.WellKnownTypes;
using Proto = FinCluster.Contracts.Admin.V1;

namespace FinCluster.Wire;

/// <summary>Converts what fincluster.admin.v1's admin.proto declares.</summary>
public static class AdminWire
{
    // Beyond it a double is no decimal, and far over every limit.
    private const double LargestDecimal = 1e15;

    /// <summary>Writes a tenant.</summary>
    public static Proto.Tenant ToProto(TenantDetails tenant) => new()
    {
        Id = tenant.Tenant.Id.Value,
        CreatedAt = tenant.Tenant.CreatedAt.ToTimestamp(),
        Limits = ToProto(tenant.Tenant.Limits),
        Month = tenant.Month,
        TokensThisMonth = tenant.MonthTokens,
        Keys = { tenant.Keys.Select(ToProto) },
    };

    /// <summary>Reads a tenant.</summary>
    /// <exception cref="RequestException">It has a limit that cannot be.</exception>
    public static TenantDetails ToCore(Proto.Tenant tenant) => new(
        new Tenant(new TenantId(tenant.Id), ToCore(tenant.Limits), tenant.CreatedAt.ToDateTimeOffset()),
        tenant.Month,
        tenant.TokensThisMonth,
        [.. tenant.Keys.Select(ToCore)]);

    /// <summary>Writes what is told of a key.</summary>
    public static Proto.ApiKey ToProto(ApiKeyInfo key) => new()
    {
        Id = key.Id,
        CreatedAt = key.CreatedAt.ToTimestamp(),
        RevokedAt = key.RevokedAt?.ToTimestamp(),
    };

    /// <summary>Reads what is told of a key.</summary>
    public static ApiKeyInfo ToCore(Proto.ApiKey key) => new(key.Id, key.CreatedAt.ToDateTimeOffset(), key.RevokedAt?.ToDateTimeOffset());

    /// <summary>Writes limits.</summary>
    public static Proto.TenantLimits ToProto(TenantLimits limits)
    {
        var message = new Proto.TenantLimits
        {
            DefaultClass = SloClassText.Format(limits.DefaultClass),
            HighestClass = SloClassText.Format(limits.HighestClass),
            Weight = limits.Weight,
        };
        if (limits.RequestsPerSecond is { } requests)
        {
            message.RequestsPerSecond = (double)requests;
        }

        if (limits.TokensPerMinute is { } tokens)
        {
            message.TokensPerMinute = tokens;
        }

        if (limits.ConcurrentStreams is { } streams)
        {
            message.ConcurrentStreams = streams;
        }

        if (limits.MonthlyTokens is { } month)
        {
            message.MonthlyTokens = month;
        }

        return message;
    }

    /// <summary>Reads limits; whether they are in range is checked later.</summary>
    /// <exception cref="RequestException">They are missing, or one is no number or no class.</exception>
    public static TenantLimits ToCore(Proto.TenantLimits? limits)
    {
        if (limits is null)
        {
            throw RequestException.Invalid("limits", "limits is missing");
        }

        return new TenantLimits
        {
            RequestsPerSecond = limits.HasRequestsPerSecond ? Decimal(limits.RequestsPerSecond) : null,
            TokensPerMinute = limits.HasTokensPerMinute ? limits.TokensPerMinute : null,
            ConcurrentStreams = limits.HasConcurrentStreams ? limits.ConcurrentStreams : null,
            MonthlyTokens = limits.HasMonthlyTokens ? limits.MonthlyTokens : null,
            Weight = limits.HasWeight ? limits.Weight : 1,
        }.WithClasses(Class("limits.default_class", limits.DefaultClass), Class("limits.highest_class", limits.HighestClass));
    }

    private static decimal Decimal(double value) => Math.Abs(value) <= LargestDecimal
        ? (decimal)value
        : throw RequestException.Invalid("limits.requests_per_second", "requests per second must be a number within its range");

    private static SloClass? Class(string field, string text) => text.Length == 0 ? null
        : SloClassText.TryParse(text, out SloClass value) ? value
        : throw RequestException.Invalid(field, $"{field} must be one of {SloClassText.All}");
}
