using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using FinCluster.Core.Market;

namespace FinCluster.Core.Scaling.Plans;

/// <summary>The pools that are scaled.</summary>
/// <param name="Pools">One or more, with names of their own.</param>
public sealed record ScalingPlan(ImmutableArray<PoolPlan> Pools)
{
    // Read by reflection: generated code would give fields that are left out the default of their type and not that of the record.
    private static readonly JsonSerializerOptions Json = new()
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter() },
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>Reads a plan.</summary>
    /// <param name="json">A file's text; comments and unknown fields are errors.</param>
    /// <param name="calendar">Knows the venues.</param>
    /// <exception cref="FormatException">It is not a plan; the message says where and why.</exception>
    public static ScalingPlan Parse(string json, MarketCalendar calendar)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(calendar);
        ScalingPlan plan;
        try
        {
            plan = JsonSerializer.Deserialize<ScalingPlan>(json, Json) ?? throw new FormatException("the plan is null");
        }
        catch (JsonException e)
        {
            throw new FormatException($"the plan cannot be read: {e.Message}", e);
        }

        if (plan.Pools.IsDefaultOrEmpty)
        {
            throw new FormatException("the plan has no pools");
        }

        for (int i = 0; i < plan.Pools.Length; i++)
        {
            PoolPlan pool = plan.Pools[i] ?? throw new FormatException($"pools[{i}] is null");
            if (PoolPlanRules.ErrorOf(pool, calendar) is { } error)
            {
                throw new FormatException($"pools[{i}] ({pool.Name}): {error}");
            }
        }

        return plan.Pools.GroupBy(pool => pool.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? throw new FormatException($"two pools are called '{twice.Key}'")
            : plan;
    }
}
