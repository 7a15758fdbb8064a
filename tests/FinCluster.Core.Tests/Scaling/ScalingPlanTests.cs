using System.Text.Json.Nodes;
using FinCluster.Core.Market;
using FinCluster.Core.Scaling.Plans;

namespace FinCluster.Core.Tests.Scaling;

public sealed class ScalingPlanTests
{
    private const string Least = """{ "name": "chat", "model": "fin-chat", "venues": ["XSHG"], "maxReplicas": 4, "tokensPerSecond": 1000 }""";

    [Fact]
    public void Parse_LeastPlan_HasDefaults()
    {
        PoolPlan pool = Assert.Single(Parse(Least).Pools);

        Assert.Equal(
            (1, 0, 0.8, 0.15, 1.0, 60.0, 30.0, 60.0, 300.0, 10.0, PolicyKind.Calendar),
            (pool.MinReplicas, pool.WarmReplicas, pool.TargetUtilization, pool.SafetyShare, pool.TtftSeconds, pool.StartSeconds, pool.DrainSeconds,
                pool.ReadyBeforeSeconds, pool.SettleSeconds, pool.ClearSeconds, pool.Policy));
        Assert.Equal(4, pool.AffordableReplicas);
        Assert.Null(pool.Kubernetes);
    }

    [Fact]
    public void Parse_EveryField_IsRead()
    {
        PoolPlan pool = Parse("""
            { "name": "a.B-c_1", "model": "m", "venues": ["XHKG", "XSHG"], "minReplicas": 2, "maxReplicas": 9, "warmReplicas": 1, "tokensPerSecond": 1000,
              "targetUtilization": 0.9, "safetyShare": 0.2, "ttftSeconds": 0.5, "startSeconds": 90, "drainSeconds": 20, "readyBeforeSeconds": 120,
              "settleSeconds": 10, "clearSeconds": 5, "maxStepUp": 3, "maxStepDown": 2, "baseTokensPerSecond": 500, "costPerHour": 2.5, "maxCostPerHour": 20,
              "policy": "schedule", "schedule": [{ "from": "09:00", "replicas": 5, "days": ["monday", "friday"] }, { "from": "16:30:30", "replicas": 2 }],
              "kubernetes": { "kind": "StatefulSet", "name": "nodes", "namespace": "fin" }, "nodeArguments": ["--model", "x"] }
            """).Pools[0];

        Assert.Equal(["XHKG", "XSHG"], pool.Venues);
        Assert.Equal(8, pool.AffordableReplicas);
        Assert.Equal((3, 2, 500.0, PolicyKind.Schedule), (pool.MaxStepUp, pool.MaxStepDown, pool.BaseTokensPerSecond, pool.Policy));
        Assert.Equal((new TimeOnly(9, 0), 5), (pool.Schedule[0].From, pool.Schedule[0].Replicas));
        Assert.Equal([DayOfWeek.Monday, DayOfWeek.Friday], pool.Schedule[0].Days);
        Assert.Equal(new TimeOnly(16, 30, 30), pool.Schedule[1].From);
        Assert.Equal(new KubernetesWorkload("StatefulSet", "nodes") { Namespace = "fin" }, pool.Kubernetes);
        Assert.Equal(["--model", "x"], pool.NodeArguments);
    }

    [Theory]
    [InlineData("name", "\"\"", "name must have")]
    [InlineData("name", "\"a b\"", "name must have")]
    [InlineData("name", "null", "cannot be read")]
    [InlineData("model", "\" \"", "model is empty")]
    [InlineData("venues", "[\"XXXX\"]", "'XXXX' is not in the calendar")]
    [InlineData("venues", "[]", "calendar needs venues")]
    [InlineData("maxReplicas", "0", "maxReplicas must be")]
    [InlineData("maxReplicas", "100001", "maxReplicas must be")]
    [InlineData("maxReplicas", "\"4\"", "cannot be read")]
    [InlineData("minReplicas", "-1", "minReplicas must not be negative")]
    [InlineData("minReplicas", "5", "minReplicas is above maxReplicas")]
    [InlineData("warmReplicas", "-1", "warmReplicas must be")]
    [InlineData("warmReplicas", "5", "warmReplicas must be")]
    [InlineData("maxStepUp", "-1", "maxStepUp and maxStepDown")]
    [InlineData("maxStepDown", "-1", "maxStepUp and maxStepDown")]
    [InlineData("tokensPerSecond", "0", "tokensPerSecond must be above 0")]
    [InlineData("tokensPerSecond", "1e999", "tokensPerSecond must be above 0")]
    [InlineData("targetUtilization", "0", "targetUtilization must be")]
    [InlineData("targetUtilization", "1.01", "targetUtilization must be")]
    [InlineData("safetyShare", "-0.1", "safetyShare must be")]
    [InlineData("safetyShare", "11", "safetyShare must be")]
    [InlineData("ttftSeconds", "0", "ttftSeconds must be")]
    [InlineData("startSeconds", "-1", "startSeconds must be")]
    [InlineData("startSeconds", "86401", "startSeconds must be")]
    [InlineData("drainSeconds", "-1", "drainSeconds must be")]
    [InlineData("readyBeforeSeconds", "-1", "readyBeforeSeconds must be")]
    [InlineData("settleSeconds", "-1", "settleSeconds must be")]
    [InlineData("clearSeconds", "0", "clearSeconds must be")]
    [InlineData("baseTokensPerSecond", "-1", "baseTokensPerSecond must not")]
    [InlineData("costPerHour", "-1", "costPerHour must not")]
    [InlineData("maxCostPerHour", "-1", "maxCostPerHour must not")]
    [InlineData("policy", "\"guess\"", "cannot be read")]
    [InlineData("policy", "9", "policy must be")]
    [InlineData("policy", "\"schedule\"", "schedule needs entries")]
    [InlineData("schedule", "[{ \"from\": \"09:00\", \"replicas\": 5 }]", "an entry of the schedule")]
    [InlineData("schedule", "[{ \"from\": \"09:00\", \"replicas\": -1 }]", "an entry of the schedule")]
    [InlineData("schedule", "[{ \"from\": \"09:00\", \"replicas\": 1, \"days\": [9] }]", "an entry of the schedule")]
    [InlineData("schedule", "[{ \"from\": \"25:00\", \"replicas\": 1 }]", "cannot be read")]
    [InlineData("kubernetes", "{ \"kind\": \"DaemonSet\", \"name\": \"n\" }", "kubernetes needs the kind")]
    [InlineData("kubernetes", "{ \"kind\": \"Deployment\", \"name\": \"N\" }", "kubernetes needs the kind")]
    [InlineData("kubernetes", "{ \"kind\": \"Deployment\", \"name\": \"n\", \"namespace\": \"-\" }", "kubernetes needs the kind")]
    [InlineData("replicas", "3", "cannot be read")]
    public void Parse_WrongField_SaysWhichAndWhy(string field, string value, string message)
    {
        JsonObject pool = JsonNode.Parse(Least)!.AsObject();
        pool[field] = JsonNode.Parse(value);

        FormatException error = Assert.Throws<FormatException>(() => Parse(pool.ToJsonString()));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_CostThatDoesNotPayForTheFewest_IsRefused()
    {
        FormatException error = Assert.Throws<FormatException>(
            () => Parse("""{ "name": "a", "model": "m", "venues": ["XSHG"], "minReplicas": 3, "maxReplicas": 4, "tokensPerSecond": 1, "costPerHour": 2, "maxCostPerHour": 5 }"""));

        Assert.Equal("pools[0] (a): maxCostPerHour does not pay for minReplicas", error.Message);
    }

    [Theory]
    [InlineData("", "cannot be read")]
    [InlineData("null", "the plan is null")]
    [InlineData("[]", "cannot be read")]
    [InlineData("{}", "cannot be read")]
    [InlineData("""{ "pools": [] }""", "has no pools")]
    [InlineData("""{ "pools": [null] }""", "pools[0] is null")]
    [InlineData("""{ /* why */ "pools": [] }""", "cannot be read")]
    [InlineData("""{ "pools": [], "more": 1 }""", "cannot be read")]
    public void Parse_NoPlan_SaysWhy(string json, string message)
    {
        FormatException error = Assert.Throws<FormatException>(() => ScalingPlan.Parse(json, MarketCalendar.BuiltIn));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_TwoPoolsOfOneName_AreRefused()
    {
        FormatException error = Assert.Throws<FormatException>(() => Parse(Least + "," + Least));

        Assert.Equal("two pools are called 'chat'", error.Message);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(8, 0)]
    [InlineData(8.1, 1)]
    [InlineData(800, 1)]
    [InlineData(800.1, 2)]
    [InlineData(8_000, 10)]
    public void ReplicasFor_Demand_IsWhatTheTargetCarries(double tokensPerSecond, int replicas) =>
        Assert.Equal(replicas, Parse(Least).Pools[0].ReplicasFor(tokensPerSecond));

    private static ScalingPlan Parse(string pools) => ScalingPlan.Parse($$"""{ "pools": [{{pools}}] }""", MarketCalendar.BuiltIn);
}
