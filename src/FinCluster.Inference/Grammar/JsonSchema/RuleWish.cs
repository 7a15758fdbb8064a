namespace FinCluster.Inference.Grammar.JsonSchema;

/// <summary>Makes readable names for rules out of the places that they are for.</summary>
internal static class RuleWish
{
    private const int MaxParts = 2;

    private static readonly HashSet<string> Structure = ["properties", "$defs", "definitions", "components", "schemas", "items"];

    /// <summary>The last names on the way to <paramref name="pointer"/>: "order-price" for "/$defs/order/properties/price".</summary>
    public static string Of(string pointer)
    {
        var parts = pointer.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var names = parts.Where(part => !Structure.Contains(part)).TakeLast(MaxParts);
        return string.Join('-', parts is [.., "items"] ? names.Append("item") : names);
    }
}
