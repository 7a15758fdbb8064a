using System.Collections.Immutable;

namespace FinCluster.Inference.Grammar.JsonSchema;

/// <summary>
/// Schemas that one value must satisfy together, named by their places. Merging two schemas means joining such sets, and a finite document
/// has finitely many places, so one grammar rule per set is enough for recursive schemas too.
/// </summary>
internal sealed class SchemaSet
{
    /// <summary>No schema at all: any value satisfies it.</summary>
    public static readonly SchemaSet Any = new([]);

    private SchemaSet(ImmutableArray<SchemaLocation> locations)
    {
        Locations = locations;
        // A JSON pointer may hold any character, so each is preceded by its length.
        Key = string.Concat(locations.Select(location => $"{location.Pointer.Length}:{location.Pointer}"));
    }

    /// <summary>Gets the places in the order in which they were met, without repetitions.</summary>
    public ImmutableArray<SchemaLocation> Locations { get; }

    /// <summary>Gets a text that equal sets share.</summary>
    public string Key { get; }

    /// <summary>Gets whether any value satisfies the set because nothing is asked.</summary>
    public bool IsAny => Locations.IsEmpty;

    /// <summary>Makes the set of one place.</summary>
    public static SchemaSet Of(SchemaLocation location) => Of([location]);

    /// <summary>Makes the set of the given places.</summary>
    public static SchemaSet Of(IEnumerable<SchemaLocation> locations) => new([.. locations.Distinct()]);

    /// <summary>The schemas of both sets.</summary>
    public SchemaSet And(SchemaSet other) => Of(Locations.Concat(other.Locations));
}
