namespace FinCluster.Inference.Grammar.JsonSchema.Patterns;

/// <summary>How often the part before it may stand; null: without end.</summary>
internal sealed record PatternQuantifier(int Minimum, int? Maximum)
{
    /// <summary>Reads a quantifier; null when none comes next.</summary>
    /// <exception cref="FinCluster.Core.Errors.RequestException">Its bounds are crossed or above the limit.</exception>
    public static PatternQuantifier? TryRead(PatternReader reader)
    {
        if (TryReadCounts(reader) is not { } quantifier)
        {
            return null;
        }

        // A lazy quantifier finds other matches first, but accepts the same strings.
        reader.TrySkip("?");
        if (quantifier.Minimum > quantifier.Maximum)
        {
            throw reader.Fail("the quantifier's bounds are crossed");
        }

        var largest = quantifier.Maximum ?? quantifier.Minimum;
        return largest <= SchemaLimits.Repetitions
            ? quantifier
            : throw reader.Fail($"a quantifier may be {SchemaLimits.Repetitions} at most");
    }

    private static PatternQuantifier? TryReadCounts(PatternReader reader) =>
        reader.TrySkip("*") ? new PatternQuantifier(0, null)
        : reader.TrySkip("+") ? new PatternQuantifier(1, null)
        : reader.TrySkip("?") ? new PatternQuantifier(0, 1)
        : reader.TrySkip("{") ? ReadBraces(reader)
        : null;

    private static PatternQuantifier ReadBraces(PatternReader reader)
    {
        var minimum = reader.ReadNumber() ?? throw reader.Fail("a number is missing after '{'");
        var maximum = reader.TrySkip(",") ? reader.ReadNumber() : minimum;
        reader.Skip("}");
        return new PatternQuantifier(minimum, maximum);
    }
}
