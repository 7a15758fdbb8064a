namespace FinCluster.Inference.Grammar.JsonSchema.Shapes;

/// <summary>What a schema asks of strings. Lengths count Unicode code points.</summary>
/// <param name="MinLength">The least length.</param>
/// <param name="MaxLength">The greatest length; null: any.</param>
/// <param name="Pattern">Where the regular expression stands that must be found in the string; null: none.</param>
/// <param name="Format">Where the name of a format stands that is enforced; null: none.</param>
internal sealed record StringShape(int MinLength, int? MaxLength, SchemaLocation? Pattern, SchemaLocation? Format)
{
    /// <summary>Any string.</summary>
    public static readonly StringShape Any = new(0, null, null, null);

    /// <summary>Gets whether no string has a fitting length.</summary>
    public bool IsEmpty => MinLength > MaxLength;

    /// <summary>What both shapes ask.</summary>
    /// <exception cref="FinCluster.Core.Errors.RequestException">They ask for two different patterns or formats.</exception>
    public StringShape And(StringShape other) => new(
        Math.Max(MinLength, other.MinLength),
        MaxLength is { } limit ? Math.Min(limit, other.MaxLength ?? limit) : other.MaxLength,
        Same("pattern", Pattern, other.Pattern),
        Same("format", Format, other.Format));

    private static SchemaLocation? Same(string keyword, SchemaLocation? one, SchemaLocation? other)
    {
        if (one is not { } left || other is not { } right)
        {
            return one ?? other;
        }

        return SchemaText.Read(left) == SchemaText.Read(right)
            ? left
            : throw SchemaError.At(
                right.Pointer, $"\"{keyword}\" meets another one at \"{left.Pointer}\"; one string can follow only one here");
    }
}
