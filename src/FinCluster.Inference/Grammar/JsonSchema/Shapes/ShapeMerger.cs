using System.Collections.Immutable;
using System.Text.Json;

namespace FinCluster.Inference.Grammar.JsonSchema.Shapes;

/// <summary>Joins two shapes into one that asks what both ask.</summary>
internal static class ShapeMerger
{
    /// <summary>Joins <paramref name="one"/> and <paramref name="other"/>; null when they exclude each other.</summary>
    /// <exception cref="FinCluster.Core.Errors.RequestException">They ask for two patterns or formats at once.</exception>
    public static Shape? Merge(Shape one, Shape other)
    {
        if (ReferenceEquals(one, Shape.Any) || ReferenceEquals(other, Shape.Any))
        {
            return ReferenceEquals(one, Shape.Any) ? other : one;
        }

        var merged = new Shape
        {
            Types = one.Types & other.Types,
            HasTypes = one.HasTypes || other.HasTypes,
            Hints = one.Hints | other.Hints,
            IsInteger = one.IsInteger || other.IsInteger,
            Numbers = one.Numbers.Intersect(other.Numbers),
            Strings = one.Strings.And(other.Strings),
            Arrays = one.Arrays.And(other.Arrays),
            Objects = one.Objects.And(other.Objects),
            Values = Common(one.Values, other.Values),
        };
        merged = merged with { Types = merged.Types & ~ImpossibleTypes(merged) };
        return merged.Types == JsonTypes.None || merged.Values is { IsEmpty: true } ? null : merged;
    }

    /// <summary>How many steps it takes, in order of size, to join <paramref name="one"/> and <paramref name="other"/>.</summary>
    public static long Cost(Shape one, Shape other) =>
        1L + one.Objects.Properties.Length + other.Objects.Properties.Length
        + one.Arrays.Prefix.Length + other.Arrays.Prefix.Length
        + ((long)(one.Values?.Length ?? 0) * (other.Values?.Length ?? 1));

    private static JsonTypes ImpossibleTypes(Shape shape) =>
        (shape.Numbers.IsEmpty || (shape.IsInteger && shape.Numbers.HasNoInteger) ? JsonTypes.Number : JsonTypes.None)
        | (shape.Strings.IsEmpty ? JsonTypes.String : JsonTypes.None)
        | (shape.Arrays.IsEmpty ? JsonTypes.Array : JsonTypes.None);

    private static ImmutableArray<SchemaLocation>? Common(ImmutableArray<SchemaLocation>? one, ImmutableArray<SchemaLocation>? other)
    {
        if (one is not { } left || other is not { } right)
        {
            return one ?? other;
        }

        return [.. left.Where(value => right.Any(candidate => JsonElement.DeepEquals(value.Element, candidate.Element)))];
    }
}
