using FinCluster.Core.Engine;

namespace FinCluster.Inference.Grammar.JsonSchema;

/// <summary>Bounds on what one schema may cost. Whatever exceeds them is refused, never cut short.</summary>
internal static class SchemaLimits
{
    /// <summary>The longest schema text, in UTF-16 code units.</summary>
    public const int SchemaCharacters = RequestValidator.MaxConstraintLength;

    /// <summary>How deep the schema's JSON may nest.</summary>
    public const int SchemaDepth = 128;

    /// <summary>How many references and alternatives may be nested before any of them consumes a character.</summary>
    public const int ReferenceDepth = 64;

    /// <summary>How many alternatives one place may have once anyOf, oneOf and allOf are multiplied out.</summary>
    public const int AlternativesPerPlace = 512;

    /// <summary>How many steps the merging of schemas may take: properties looked at, values compared.</summary>
    public const long MergeWork = 500_000;

    /// <summary>How many rules a grammar may have before it is simplified.</summary>
    public const int Rules = 8_192;

    /// <summary>The longest grammar text, in UTF-16 code units; the grammar engine's own limit.</summary>
    public const int GrammarCharacters = RequestValidator.MaxConstraintLength;

    /// <summary>How many elements a grammar may have once its repetitions are written out; below the grammar engine's own limit.</summary>
    public const int GrammarElements = 40_000;

    /// <summary>
    /// How many optional properties one object may have. Any later one may follow each of them, so their square is what the grammar engine
    /// has to look at.
    /// </summary>
    public const int OptionalProperties = 1_000;

    /// <summary>The longest name of a property that other properties must differ from, in UTF-16 code units.</summary>
    public const int NameCharacters = 512;

    /// <summary>How many characters such names may have together, common beginnings counted once. A grammar's text holds fewer.</summary>
    public const int NameTreeSize = 2_048;

    /// <summary>The greatest minLength, maxLength, minItems, maxItems or repetition count of a pattern.</summary>
    public const int Repetitions = 10_000;

    /// <summary>The longest pattern, in UTF-16 code units.</summary>
    public const int PatternCharacters = 1_024;

    /// <summary>How deep the groups of a pattern may nest.</summary>
    public const int PatternDepth = 16;

    /// <summary>How many parts a pattern may have once it is rewritten for the grammar.</summary>
    public const int PatternParts = 4_096;

    /// <summary>How many digits a bound may have before its decimal point, and as many after it.</summary>
    public const int BoundDigits = 40;
}
