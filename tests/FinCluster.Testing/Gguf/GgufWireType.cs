namespace FinCluster.Testing.Gguf;

/// <summary>The numbers of the metadata value types, by the names of the format's description.</summary>
public static class GgufWireType
{
    public const uint U8 = 0;
    public const uint I8 = 1;
    public const uint U16 = 2;
    public const uint I16 = 3;
    public const uint U32 = 4;
    public const uint I32 = 5;
    public const uint F32 = 6;
    public const uint Bool = 7;
    public const uint Text = 8;
    public const uint Array = 9;
    public const uint U64 = 10;
    public const uint I64 = 11;
    public const uint F64 = 12;
}
