using System.Collections.Immutable;

namespace FinCluster.Inference.Grammar.JsonSchema.Shapes;

/// <summary>What a schema asks of arrays.</summary>
/// <param name="Prefix">What the first items must satisfy, one by one.</param>
/// <param name="Rest">What every later item must satisfy; null where the schema does not say.</param>
/// <param name="MinItems">The least number of items.</param>
/// <param name="MaxItems">The greatest number of items; null: any.</param>
internal sealed record ArrayShape(ImmutableArray<SchemaSet> Prefix, SchemaSet? Rest, int MinItems, int? MaxItems)
{
    /// <summary>Any array.</summary>
    public static readonly ArrayShape Any = new([], null, 0, null);

    /// <summary>Gets whether no array has a fitting length.</summary>
    public bool IsEmpty => MinItems > MaxItems;

    /// <summary>Gets whether every array will do.</summary>
    public bool IsAny => Prefix.IsEmpty && (Rest ?? SchemaSet.Any).IsAny && MinItems == 0 && MaxItems is null;

    /// <summary>
    /// Gets the greatest number of items that the grammar allows. A list of items that does not say what follows them is taken as complete,
    /// as a list of properties is.
    /// </summary>
    public int? EffectiveMaxItems => Prefix.IsEmpty || Rest is not null
        ? MaxItems
        : Math.Min(MaxItems ?? int.MaxValue, Math.Max(Prefix.Length, MinItems));

    /// <summary>What the item at <paramref name="index"/> must satisfy.</summary>
    public SchemaSet At(int index) => index < Prefix.Length ? Prefix[index] : Rest ?? SchemaSet.Any;

    /// <summary>What both shapes ask.</summary>
    public ArrayShape And(ArrayShape other) => new(
        [.. Enumerable.Range(0, Math.Max(Prefix.Length, other.Prefix.Length)).Select(index => At(index).And(other.At(index)))],
        Rest is null && other.Rest is null ? null : (Rest ?? SchemaSet.Any).And(other.Rest ?? SchemaSet.Any),
        Math.Max(MinItems, other.MinItems),
        MaxItems is { } limit ? Math.Min(limit, other.MaxItems ?? limit) : other.MaxItems);
}
