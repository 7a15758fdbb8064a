using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using FinCluster.Core.Market;

namespace FinCluster.Core.Scaling.Plans;

/// <summary>The pools that are scaled.</summary>
/// <param name="Pools">One or more, with names of their own.</param>
public sealed partial record ScalingPlan(ImmutableArray<PoolPlan> Pools)
{
    private static readonly string[] Required = ["name", "model", "maxReplicas", "tokensPerSecond"];
    private static readonly PoolPlan Defaults = new() { Name = "", Model = "", MaxReplicas = 0, TokensPerSecond = 0 };

    /// <summary>Reads a plan.</summary>
    /// <param name="json">A file's text; comments and unknown fields are errors.</param>
    /// <param name="calendar">Knows the venues.</param>
    /// <exception cref="FormatException">It is not a plan; the message says where and why.</exception>
    public static ScalingPlan Parse(string json, MarketCalendar calendar)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(calendar);
        ScalingPlan plan = Read(json);
        for (int i = 0; i < plan.Pools.Length; i++)
        {
            PoolPlan pool = plan.Pools[i];
            if (PoolPlanRules.ErrorOf(pool, calendar) is { } error)
            {
                throw new FormatException($"pools[{i}] ({pool.Name}): {error}");
            }
        }

        return plan.Pools.GroupBy(pool => pool.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? throw new FormatException($"two pools are called '{twice.Key}'")
            : plan;
    }

    private static ScalingPlan Read(string json)
    {
        try
        {
            if (JsonNode.Parse(json) is not JsonObject plan || plan.Count != 1 || plan["pools"] is not JsonArray { Count: > 0 } pools)
            {
                throw new FormatException("the plan must be an object with pools, a list that is not empty");
            }

            return new ScalingPlan([.. pools.Select(ReadPool)]);
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new FormatException($"the plan cannot be read: {e.Message}", e);
        }
    }

    // What a file leaves out is laid under it: the serializer knows no defaults of properties that are set once.
    private static PoolPlan ReadPool(JsonNode? node, int index)
    {
        if (node is not JsonObject pool)
        {
            throw new FormatException($"pools[{index}] is no object");
        }

        if (Required.FirstOrDefault(name => !pool.ContainsKey(name)) is { } missing)
        {
            throw new FormatException($"pools[{index}] has no {missing}");
        }

        JsonObject whole = JsonSerializer.SerializeToNode(Defaults, PlanJson.Default.PoolPlan)!.AsObject();
        foreach ((string name, JsonNode? value) in pool)
        {
            whole[name] = value?.DeepClone();
        }

        try
        {
            return whole.Deserialize(PlanJson.Default.PoolPlan)!;
        }
        catch (JsonException e)
        {
            throw new FormatException($"pools[{index}] cannot be read: {e.Message}", e);
        }
    }

    [JsonSourceGenerationOptions(
        PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
    [JsonSerializable(typeof(PoolPlan))]
    private sealed partial class PlanJson : JsonSerializerContext;
}
