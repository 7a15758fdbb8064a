namespace FinCluster.Inference.Grammar.JsonSchema.Shapes;

/// <summary>The types of JSON values. Integers are numbers with a constraint.</summary>
[Flags]
internal enum JsonTypes
{
    /// <summary>No type.</summary>
    None = 0,

    /// <summary>The value null.</summary>
    Null = 1,

    /// <summary>True and false.</summary>
    Boolean = 2,

    /// <summary>Any number.</summary>
    Number = 4,

    /// <summary>Any string.</summary>
    String = 8,

    /// <summary>Any array.</summary>
    Array = 16,

    /// <summary>Any object.</summary>
    Object = 32,

    /// <summary>Every type.</summary>
    All = Null | Boolean | Number | String | Array | Object,
}
