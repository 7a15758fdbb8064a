using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace FinCluster.Inference.Models;

/// <summary>Reads the header of a GGUF file and checks that it is well formed. What it means is for the rules to say.</summary>
internal sealed class GgufParser(string path, GgufReader reader)
{
    private const uint Magic = 0x46554747; // "GGUF"
    private const uint MinVersion = 2;
    private const uint MaxVersion = 3;

    // llama.cpp compares each name with every other one, so these also bound the time that it takes.
    private const int MaxKeys = 16 * 1024;
    private const int MaxTensors = 64 * 1024;

    private const int MaxKeyBytes = 1024;
    private const int MaxTensorNameBytes = 63;
    private const int MaxDimensions = 4;

    // A key of one character with a value of one byte, and a tensor with a name of one character and one dimension.
    private const int MinKeyBytes = 8 + 1 + 4 + 1;
    private const int MinTensorBytes = 8 + 1 + 4 + 8 + 4 + 8;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads the header.</summary>
    public GgufFile Parse()
    {
        uint version = ReadVersion();
        ulong tensorCount = reader.ReadU64();
        ulong keyCount = reader.ReadU64();
        CheckCount("tensors", tensorCount, MaxTensors, MinTensorBytes);
        CheckCount("metadata keys", keyCount, MaxKeys, MinKeyBytes);
        var metadata = new GgufMetadata(path, ReadMetadata((int)keyCount));
        ImmutableArray<GgufTensorInfo> tensors = ReadTensors((int)tensorCount);
        return new GgufFile(path, version, reader.Length, reader.Position, metadata, tensors);
    }

    private uint ReadVersion()
    {
        reader.Subject = "the magic";
        uint magic = reader.ReadU32();
        if (magic != Magic)
        {
            throw reader.Invalid($"not a GGUF file (it starts with 0x{BinaryPrimitives.ReverseEndianness(magic):X8}, not with \"GGUF\")");
        }

        reader.Subject = "the header";
        uint version = reader.ReadU32();
        if (version != 0 && (version & 0xFFFF) == 0)
        {
            throw reader.Invalid($"it is big-endian (version 0x{version:X8})");
        }

        return version is >= MinVersion and <= MaxVersion ? version : throw reader.Invalid($"unsupported GGUF version {version}");
    }

    private void CheckCount(string what, ulong count, int max, int minBytes)
    {
        if (count > (ulong)max)
        {
            throw reader.Invalid($"it declares {count} {what}, more than {max}");
        }

        if (count > (ulong)(reader.Remaining / minBytes))
        {
            throw reader.Invalid($"truncated: it declares {count} {what}, but only {reader.Remaining} bytes are left in the file");
        }
    }

    private Dictionary<string, GgufValue> ReadMetadata(int count)
    {
        var values = new Dictionary<string, GgufValue>(count, StringComparer.Ordinal);
        for (int i = 0; i < count; i++)
        {
            reader.Subject = $"metadata key {i}";
            string key = ReadName("key", MaxKeyBytes);
            reader.Subject = $"the key '{key}'";
            if (values.ContainsKey(key))
            {
                throw reader.Invalid($"the key '{key}' occurs twice");
            }

            values.Add(key, GgufValueReader.Read(reader, key));
        }

        return values;
    }

    private ImmutableArray<GgufTensorInfo> ReadTensors(int count)
    {
        ImmutableArray<GgufTensorInfo>.Builder tensors = ImmutableArray.CreateBuilder<GgufTensorInfo>(count);
        var names = new HashSet<string>(count, StringComparer.Ordinal);
        for (int i = 0; i < count; i++)
        {
            reader.Subject = $"tensor {i}";
            string name = ReadName("tensor name", MaxTensorNameBytes);
            reader.Subject = $"the description of tensor '{name}'";
            if (!names.Add(name))
            {
                throw reader.Invalid($"the tensor '{name}' occurs twice");
            }

            tensors.Add(ReadTensor(name));
        }

        return tensors.MoveToImmutable();
    }

    private GgufTensorInfo ReadTensor(string name)
    {
        uint dimensionCount = reader.ReadU32();
        if (dimensionCount is 0 or > MaxDimensions)
        {
            throw reader.Invalid($"the tensor '{name}' has {dimensionCount} dimensions instead of 1 to {MaxDimensions}");
        }

        long[] dimensions = new long[dimensionCount];
        UInt128 elements = 1;
        for (int i = 0; i < dimensions.Length; i++)
        {
            dimensions[i] = (long)reader.ReadU64();
            elements *= dimensions[i] > 0
                ? (ulong)dimensions[i]
                : throw reader.Invalid($"dimension {i} of the tensor '{name}' is {dimensions[i]}");
            if (elements > long.MaxValue)
            {
                throw reader.Invalid($"the tensor '{name}' has more elements than can be counted");
            }
        }

        uint typeId = reader.ReadU32();
        GgufTensorType type = GgufTensorType.Find(typeId) ?? throw reader.Invalid($"the tensor '{name}' has the unknown type {typeId}");
        ulong offset = reader.ReadU64();
        return Describe(name, type, dimensions, (long)elements, offset);
    }

    private GgufTensorInfo Describe(string name, GgufTensorType type, long[] dimensions, long elements, ulong offset)
    {
        if (dimensions[0] % type.BlockLength != 0)
        {
            throw reader.Invalid(
                $"a row of the tensor '{name}' has {dimensions[0]} elements, no multiple of the {type.BlockLength} of a {type} block");
        }

        UInt128 bytes = (UInt128)(elements / type.BlockLength) * (uint)type.BlockBytes;
        if (bytes > (ulong)reader.Length || offset > (ulong)reader.Length)
        {
            throw reader.Invalid($"truncated: the tensor '{name}' has {bytes} bytes at offset {offset}, the file {reader.Length}");
        }

        return new GgufTensorInfo(name, type, [.. dimensions], elements, (long)bytes, (long)offset);
    }

    private string ReadName(string what, int maxBytes)
    {
        int length = reader.ReadStringLength();
        if (length == 0 || length > maxBytes)
        {
            throw reader.Invalid($"{reader.Subject} has a {what} of {length} bytes instead of 1 to {maxBytes}");
        }

        try
        {
            string name = StrictUtf8.GetString(reader.Take(length));
            return name.Any(char.IsControl) ? throw reader.Invalid($"{reader.Subject} has a {what} with a control character") : name;
        }
        catch (DecoderFallbackException error)
        {
            throw new ModelFileException(path, $"{reader.Subject} has a {what} that is not UTF-8", error);
        }
    }
}
