using System.Collections.Immutable;

namespace FinCluster.Inference.Grammar.JsonSchema.Shapes;

/// <summary>What a schema asks of objects.</summary>
/// <param name="Properties">The listed properties in their order.</param>
/// <param name="Required">The names that must be there, in their order, without repetitions.</param>
/// <param name="Rest">What every property that is not listed must satisfy; null where the schema does not say.</param>
/// <param name="HasProperties">Whether the schema lists properties, be it none.</param>
internal sealed record ObjectShape(
    ImmutableArray<PropertyShape> Properties, ImmutableArray<string> Required, SchemaSet? Rest, bool HasProperties)
{
    /// <summary>Any object.</summary>
    public static readonly ObjectShape Any = new([], [], null, false);

    /// <summary>Gets whether every object will do.</summary>
    public bool IsAny => !HasProperties && Required.IsEmpty && (Rest ?? SchemaSet.Any).IsAny;

    /// <summary>
    /// Gets what properties must satisfy that are neither listed nor required; null where there may be none. A list of properties that
    /// does not say what else there may be is taken as complete, as llama.cpp does.
    /// </summary>
    public SchemaSet? EffectiveRest => Rest ?? (HasProperties ? null : SchemaSet.Any);

    /// <summary>Lists the properties and, after them, the required names that are not listed.</summary>
    public IEnumerable<PropertyShape> EffectiveProperties => Properties.Concat(Required
        .Except(Properties.Select(property => property.Name))
        .Select(name => new PropertyShape(name, Rest ?? SchemaSet.Any)));

    /// <summary>What both shapes ask.</summary>
    public ObjectShape And(ObjectShape other)
    {
        var names = Properties.Concat(other.Properties).Select(property => property.Name).Distinct().ToList();
        var (mine, theirs) = (Index(), other.Index());
        return new ObjectShape(
            [.. names.Select(name => new PropertyShape(name, Of(mine, name).And(other.Of(theirs, name))))],
            [.. Required.Union(other.Required)],
            Rest is null && other.Rest is null ? null : (Rest ?? SchemaSet.Any).And(other.Rest ?? SchemaSet.Any),
            HasProperties || other.HasProperties);
    }

    private Dictionary<string, SchemaSet> Index() => Properties.ToDictionary(property => property.Name, property => property.Schemas);

    private SchemaSet Of(Dictionary<string, SchemaSet> index, string name) => index.GetValueOrDefault(name, Rest ?? SchemaSet.Any);
}

/// <summary>A listed property.</summary>
/// <param name="Name">Its name, decoded.</param>
/// <param name="Schemas">What its value must satisfy.</param>
internal sealed record PropertyShape(string Name, SchemaSet Schemas);
