using System.Text;

namespace FinCluster.Testing.Gguf;

/// <summary>Writes GGUF files, good ones and bad ones: everything in it can be replaced, removed or declared wrongly.</summary>
/// <remarks>The format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md</remarks>
public sealed class GgufWriter
{
    private readonly List<(string Key, uint Type, byte[] Value)> _metadata = [];

    /// <summary>Gets or sets the first four bytes.</summary>
    public uint Magic { get; set; } = BitConverter.ToUInt32("GGUF"u8);

    public uint Version { get; set; } = 3;

    /// <summary>Gets or sets the alignment of the tensor data, in bytes. The key general.alignment is the caller's business.</summary>
    public int Alignment { get; set; } = 32;

    /// <summary>Gets or sets the number of tensors to declare instead of the right one.</summary>
    public ulong? WrongTensorCount { get; set; }

    /// <summary>Gets or sets the number of metadata keys to declare instead of the right one.</summary>
    public ulong? WrongKeyCount { get; set; }

    /// <summary>Gets the tensors in the order of the file.</summary>
    public List<GgufTensor> Tensors { get; } = [];

    /// <summary>Gets the metadata keys in the order of the file.</summary>
    public IEnumerable<string> Keys => _metadata.Select(entry => entry.Key);

    public GgufWriter Set(string key, string value) => SetRaw(key, GgufWireType.Text, Encode(value));

    public GgufWriter Set(string key, bool value) => SetRaw(key, GgufWireType.Bool, [value ? (byte)1 : (byte)0]);

    public GgufWriter Set(string key, uint value) => SetRaw(key, GgufWireType.U32, BitConverter.GetBytes(value));

    public GgufWriter Set(string key, ushort value) => SetRaw(key, GgufWireType.U16, BitConverter.GetBytes(value));

    public GgufWriter Set(string key, ulong value) => SetRaw(key, GgufWireType.U64, BitConverter.GetBytes(value));

    public GgufWriter Set(string key, float value) => SetRaw(key, GgufWireType.F32, BitConverter.GetBytes(value));

    public GgufWriter Set(string key, IReadOnlyCollection<string> values) =>
        SetArray(key, GgufWireType.Text, values.Count, values.SelectMany(Encode));

    public GgufWriter Set(string key, IReadOnlyCollection<float> values) =>
        SetArray(key, GgufWireType.F32, values.Count, values.SelectMany(BitConverter.GetBytes));

    public GgufWriter Set(string key, IReadOnlyCollection<int> values) =>
        SetArray(key, GgufWireType.I32, values.Count, values.SelectMany(BitConverter.GetBytes));

    public GgufWriter Set(string key, IReadOnlyCollection<uint> values) =>
        SetArray(key, GgufWireType.U32, values.Count, values.SelectMany(BitConverter.GetBytes));

    /// <summary>Adds or replaces an array with any declared length.</summary>
    public GgufWriter SetArray(string key, uint elementType, long declaredCount, IEnumerable<byte> elements) =>
        SetRaw(key, GgufWireType.Array, [.. BitConverter.GetBytes(elementType), .. BitConverter.GetBytes(declaredCount), .. elements]);

    /// <summary>Adds or replaces a value of any type with any bytes.</summary>
    public GgufWriter SetRaw(string key, uint type, byte[] value)
    {
        int index = _metadata.FindIndex(entry => entry.Key == key);
        if (index < 0)
        {
            return AddRaw(key, type, value);
        }

        _metadata[index] = (key, type, value);
        return this;
    }

    /// <summary>Adds a value even when its key is there already.</summary>
    public GgufWriter AddRaw(string key, uint type, byte[] value)
    {
        _metadata.Add((key, type, value));
        return this;
    }

    public GgufWriter Remove(string key)
    {
        _metadata.RemoveAll(entry => entry.Key == key);
        return this;
    }

    public GgufWriter RemoveTensor(string name)
    {
        Tensors.RemoveAll(tensor => tensor.Name == name);
        return this;
    }

    /// <summary>Puts what <paramref name="change"/> makes of a tensor in its place.</summary>
    public GgufWriter ChangeTensor(string name, Func<GgufTensor, GgufTensor> change)
    {
        int index = Tensors.FindIndex(tensor => tensor.Name == name);
        Tensors[index] = change(Tensors[index]);
        return this;
    }

    /// <summary>Writes the file.</summary>
    public void Save(string path) => File.WriteAllBytes(path, ToBytes());

    /// <summary>Gives the content of the file.</summary>
    public byte[] ToBytes()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        WriteHeader(writer);
        Pad(writer);
        foreach (GgufTensor tensor in Tensors)
        {
            writer.Write(tensor.Data);
            Pad(writer);
        }

        return stream.ToArray();
    }

    /// <summary>Gives the length of everything before the tensor data, in bytes.</summary>
    public int HeaderLength()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        WriteHeader(writer);
        return (int)stream.Length;
    }

    private static byte[] Encode(string value)
    {
        byte[] text = Encoding.UTF8.GetBytes(value);
        return [.. BitConverter.GetBytes((ulong)text.Length), .. text];
    }

    private void WriteHeader(BinaryWriter writer)
    {
        writer.Write(Magic);
        writer.Write(Version);
        writer.Write(WrongTensorCount ?? (ulong)Tensors.Count);
        writer.Write(WrongKeyCount ?? (ulong)_metadata.Count);
        foreach ((string key, uint type, byte[] value) in _metadata)
        {
            writer.Write(Encode(key));
            writer.Write(type);
            writer.Write(value);
        }

        ulong offset = 0;
        foreach (GgufTensor tensor in Tensors)
        {
            WriteInfo(writer, tensor, offset);
            offset += (ulong)((tensor.Data.Length + Alignment - 1) / Alignment * Alignment);
        }
    }

    private static void WriteInfo(BinaryWriter writer, GgufTensor tensor, ulong offset)
    {
        writer.Write(Encode(tensor.Name));
        writer.Write(tensor.WrongDimensionCount ?? (uint)tensor.Dimensions.Count);
        foreach (long dimension in tensor.Dimensions)
        {
            writer.Write(dimension);
        }

        writer.Write(tensor.Type);
        writer.Write(tensor.WrongOffset ?? offset);
    }

    private void Pad(BinaryWriter writer)
    {
        writer.Flush();
        while (writer.BaseStream.Position % Alignment != 0)
        {
            writer.Write((byte)0);
        }
    }
}
