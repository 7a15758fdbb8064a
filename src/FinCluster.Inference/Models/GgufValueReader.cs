using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace FinCluster.Inference.Models;

/// <summary>Reads metadata values. Nothing is allocated by a count that the rest of the file cannot hold.</summary>
internal static class GgufValueReader
{
    // The largest vocabularies have 300,000 tokens and 500,000 merges.
    private const int MaxElements = 4 * 1024 * 1024;

    // The largest texts are tokenizers in JSON.
    private const int MaxTextBytes = 32 * 1024 * 1024;

    private const int StringHeaderBytes = sizeof(ulong);

    /// <summary>Reads the type and the value of <paramref name="key"/>.</summary>
    public static GgufValue Read(GgufReader reader, string key)
    {
        var type = (GgufValueType)reader.ReadU32();
        if (type == GgufValueType.Array)
        {
            return ReadArray(reader, key);
        }

        object value = type == GgufValueType.Text ? ReadText(reader, key) : ReadScalar(reader, key, type);
        return new GgufValue(type, type, value);
    }

    // A short text with a wrong byte is somebody's name in another encoding; a long one is damage, and dear to repair.
    private static string ReadText(GgufReader reader, string key)
    {
        int length = reader.ReadStringLength();
        if (length <= GgufReader.MaxTakeBytes)
        {
            return Encoding.UTF8.GetString(reader.Take(length));
        }

        if (length > MaxTextBytes)
        {
            throw reader.Invalid($"the key '{key}' is a text of {length} bytes, more than {MaxTextBytes}");
        }

        byte[] bytes = new byte[length];
        reader.Read(bytes);
        return Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : throw reader.Invalid($"the key '{key}' is not UTF-8");
    }

    private static object ReadScalar(GgufReader reader, string key, GgufValueType type) => type switch
    {
        GgufValueType.U8 => reader.Take(1)[0],
        GgufValueType.I8 => (sbyte)reader.Take(1)[0],
        GgufValueType.U16 => BinaryPrimitives.ReadUInt16LittleEndian(reader.Take(2)),
        GgufValueType.I16 => BinaryPrimitives.ReadInt16LittleEndian(reader.Take(2)),
        GgufValueType.U32 => reader.ReadU32(),
        GgufValueType.I32 => (int)reader.ReadU32(),
        GgufValueType.F32 => BinaryPrimitives.ReadSingleLittleEndian(reader.Take(4)),
        GgufValueType.Bool => reader.Take(1)[0] != 0,
        GgufValueType.U64 => reader.ReadU64(),
        GgufValueType.I64 => (long)reader.ReadU64(),
        GgufValueType.F64 => BinaryPrimitives.ReadDoubleLittleEndian(reader.Take(8)),
        _ => throw UnknownType(reader, key, type),
    };

    private static GgufValue ReadArray(GgufReader reader, string key)
    {
        var type = (GgufValueType)reader.ReadU32();
        ulong count = reader.ReadU64();
        object elements = type switch
        {
            GgufValueType.U8 => ReadElements<byte>(reader, key, count),
            GgufValueType.I8 => ReadElements<sbyte>(reader, key, count),
            GgufValueType.U16 => ReadElements<ushort>(reader, key, count),
            GgufValueType.I16 => ReadElements<short>(reader, key, count),
            GgufValueType.U32 => ReadElements<uint>(reader, key, count),
            GgufValueType.I32 => ReadElements<int>(reader, key, count),
            GgufValueType.F32 => ReadElements<float>(reader, key, count),
            GgufValueType.Bool => Array.ConvertAll(ReadElements<byte>(reader, key, count), value => value != 0),
            GgufValueType.Text => ReadStrings(reader, key, count),
            GgufValueType.U64 => ReadElements<ulong>(reader, key, count),
            GgufValueType.I64 => ReadElements<long>(reader, key, count),
            GgufValueType.F64 => ReadElements<double>(reader, key, count),
            _ => throw UnknownType(reader, key, type),
        };
        return new GgufValue(GgufValueType.Array, type, elements);
    }

    // The file is little-endian, and so is every machine that llama.cpp's prebuilt libraries run on.
    private static T[] ReadElements<T>(GgufReader reader, string key, ulong count)
        where T : unmanaged
    {
        int size = Unsafe.SizeOf<T>();
        CheckCount(reader, key, count, size);
        var elements = new T[(int)count];
        reader.Read(MemoryMarshal.AsBytes(elements.AsSpan()));
        return elements;
    }

    private static GgufStringArray ReadStrings(GgufReader reader, string key, ulong count)
    {
        CheckCount(reader, key, count, StringHeaderBytes);
        int[] ends = new int[(int)count];
        var bytes = new ArrayBufferWriter<byte>();
        for (int i = 0; i < ends.Length; i++)
        {
            int length = reader.ReadStringLength();
            if (length > 0)
            {
                reader.Read(bytes.GetSpan(length)[..length]);
                bytes.Advance(length);
            }

            ends[i] = bytes.WrittenCount;
        }

        return new GgufStringArray(bytes.WrittenSpan.ToArray(), ends);
    }

    private static void CheckCount(GgufReader reader, string key, ulong count, int elementBytes)
    {
        if (count > MaxElements)
        {
            throw reader.Invalid($"the key '{key}' has {count} elements, more than {MaxElements}");
        }

        if (count > (ulong)(reader.Remaining / elementBytes))
        {
            throw reader.Invalid(
                $"truncated: the key '{key}' has {count} elements, but only {reader.Remaining} bytes are left in the file");
        }
    }

    private static ModelFileException UnknownType(GgufReader reader, string key, GgufValueType type) =>
        reader.Invalid($"the key '{key}' has the unknown type {(uint)type}");
}
