using System.Collections.Immutable;
using FinCluster.Inference.Grammar.JsonSchema.Numbers;

namespace FinCluster.Inference.Grammar.JsonSchema.Shapes;

/// <summary>
/// What a schema without alternatives asks of a value: a constraint per type, each of which binds values of its own type only. A schema
/// with alternatives is a list of shapes.
/// </summary>
internal sealed record Shape
{
    /// <summary>Any value.</summary>
    public static readonly Shape Any = new();

    /// <summary>Gets the types that "type" names; all where it is absent.</summary>
    public JsonTypes Types { get; init; } = JsonTypes.All;

    /// <summary>Gets whether "type" is there.</summary>
    public bool HasTypes { get; init; }

    /// <summary>Gets the types that keywords such as "properties" or "maxLength" are about.</summary>
    public JsonTypes Hints { get; init; }

    /// <summary>Gets whether numbers must be whole.</summary>
    public bool IsInteger { get; init; }

    /// <summary>Gets what numbers must satisfy.</summary>
    public NumberRange Numbers { get; init; } = NumberRange.All;

    /// <summary>Gets what strings must satisfy.</summary>
    public StringShape Strings { get; init; } = StringShape.Any;

    /// <summary>Gets what arrays must satisfy.</summary>
    public ArrayShape Arrays { get; init; } = ArrayShape.Any;

    /// <summary>Gets what objects must satisfy.</summary>
    public ObjectShape Objects { get; init; } = ObjectShape.Any;

    /// <summary>Gets the values that "enum" or "const" allow; null where both are absent.</summary>
    public ImmutableArray<SchemaLocation>? Values { get; init; }

    /// <summary>
    /// Gets the types that a value may have. By the standard a schema without "type" lets values of other types pass whatever its keywords
    /// ask; its author means the types that the keywords are about.
    /// </summary>
    public JsonTypes EffectiveTypes => HasTypes || Values is not null || Hints == JsonTypes.None ? Types : Hints;
}
