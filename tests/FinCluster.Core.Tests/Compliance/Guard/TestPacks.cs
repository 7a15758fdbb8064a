using FinCluster.Core.Compliance.Guard;
using FinCluster.Core.Compliance.Guard.Rules;

namespace FinCluster.Core.Tests.Compliance.Guard;

/// <summary>Packs for tests: the shipped ones compiled once, and small ones.</summary>
internal static class TestPacks
{
    public static GuardRules Shipped { get; } = GuardRules.Compile(ShippedPacks.All);

    /// <summary>The text of a pack with these rules.</summary>
    public static string Json(params string[] rules) => $$"""{"format":1,"name":"test","version":"1","rules":[{{string.Join(',', rules)}}]}""";

    /// <summary>The text of a rule that has this beside its id, category, directions and action.</summary>
    public static string Rule(string rest, string id = "a", string direction = "input", string action = "refuse") =>
        $$"""{"id":"{{id}}","category":"insiderDealing","directions":["{{direction}}"],"action":"{{action}}",{{rest}}}""";

    public static GuardRules Compile(params string[] rules) => GuardRules.Compile([RulePackReader.Read(Json(rules))]);
}
