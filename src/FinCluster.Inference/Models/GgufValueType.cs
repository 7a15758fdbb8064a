namespace FinCluster.Inference.Models;

/// <summary>The type of a metadata value, numbered as in the file and named as in the format's description.</summary>
/// <remarks>Source: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md</remarks>
public enum GgufValueType : uint
{
    /// <summary>An unsigned byte.</summary>
    U8 = 0,

    /// <summary>A signed byte.</summary>
    I8 = 1,

    /// <summary>An unsigned 16-bit integer.</summary>
    U16 = 2,

    /// <summary>A signed 16-bit integer.</summary>
    I16 = 3,

    /// <summary>An unsigned 32-bit integer.</summary>
    U32 = 4,

    /// <summary>A signed 32-bit integer.</summary>
    I32 = 5,

    /// <summary>A 32-bit float.</summary>
    F32 = 6,

    /// <summary>One byte, false when it is 0.</summary>
    Bool = 7,

    /// <summary>UTF-8 text.</summary>
    Text = 8,

    /// <summary>A sequence of values of one type.</summary>
    Array = 9,

    /// <summary>An unsigned 64-bit integer.</summary>
    U64 = 10,

    /// <summary>A signed 64-bit integer.</summary>
    I64 = 11,

    /// <summary>A 64-bit float.</summary>
    F64 = 12,
}
