using System.Text;

namespace FinCluster.Training.Gguf;

/// <summary>A GGUF file that is being put together: metadata first, then tensors, each written in the order of adding.</summary>
/// <remarks>The format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md</remarks>
internal sealed class GgufDocument
{
    private const uint Version = 3;
    private const int Alignment = 32;
    private const uint U32 = 4;
    private const uint I32 = 5;
    private const uint F32 = 6;
    private const uint Bool = 7;
    private const uint Text = 8;
    private const uint List = 9;

    private readonly List<byte[]> _metadata = [];
    private readonly List<byte[]> _tensors = [];
    private readonly List<byte[]> _data = [];
    private ulong _offset;

    /// <summary>Adds a text.</summary>
    public void Set(string key, string value) => Write(key, Text, writer => WriteText(writer, value));

    /// <summary>Adds a number.</summary>
    public void Set(string key, uint value) => Write(key, U32, writer => writer.Write(value));

    /// <summary>Adds a float.</summary>
    public void Set(string key, float value) => Write(key, F32, writer => writer.Write(value));

    /// <summary>Adds a truth value.</summary>
    public void Set(string key, bool value) => Write(key, Bool, writer => writer.Write(value));

    /// <summary>Adds a list of texts.</summary>
    public void Set(string key, IReadOnlyCollection<string> values) => WriteArray(key, Text, values, WriteText);

    /// <summary>Adds a list of floats.</summary>
    public void Set(string key, IReadOnlyCollection<float> values) => WriteArray(key, F32, values, (writer, value) => writer.Write(value));

    /// <summary>Adds a list of numbers.</summary>
    public void Set(string key, IReadOnlyCollection<int> values) => WriteArray(key, I32, values, (writer, value) => writer.Write(value));

    /// <summary>Adds a tensor.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="weights">Its elements, row by row.</param>
    /// <param name="format">How they are stored.</param>
    /// <param name="dimensions">Its dimensions, the fastest-running first.</param>
    public void Add(string name, ReadOnlySpan<float> weights, WeightFormat format, params ReadOnlySpan<long> dimensions)
    {
        long[] shape = [.. dimensions];
        _tensors.Add(Bytes(writer =>
        {
            WriteText(writer, name);
            writer.Write((uint)shape.Length);
            Array.ForEach(shape, writer.Write);
            writer.Write((uint)format);
            writer.Write(_offset);
        }));
        byte[] data = format.Encode(weights);
        _data.Add(data);
        _offset += (ulong)Align(data.Length);
    }

    /// <summary>Writes the file beside its place and then moves it there, so that nobody sees a half.</summary>
    public void Save(string path)
    {
        byte[] header = Bytes(writer =>
        {
            writer.Write("GGUF"u8);
            writer.Write(Version);
            writer.Write((ulong)_data.Count);
            writer.Write((ulong)_metadata.Count);
            _metadata.ForEach(writer.Write);
            _tensors.ForEach(writer.Write);
        });

        AtomicFile.Write(path, stream =>
        {
            WritePadded(stream, header);
            _data.ForEach(data => WritePadded(stream, data));
        });
    }

    private static long Align(long length) => (length + Alignment - 1) / Alignment * Alignment;

    private static void WritePadded(Stream stream, byte[] data)
    {
        stream.Write(data);
        stream.Write(new byte[Align(data.Length) - data.Length]);
    }

    private static void WriteText(BinaryWriter writer, string value)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(value);
        writer.Write((ulong)bytes.Length);
        writer.Write(bytes);
    }

    private void WriteArray<T>(string key, uint type, IReadOnlyCollection<T> values, Action<BinaryWriter, T> write) =>
        Write(key, List, writer =>
        {
            writer.Write(type);
            writer.Write((ulong)values.Count);
            foreach (T value in values)
            {
                write(writer, value);
            }
        });

    private static byte[] Bytes(Action<BinaryWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
        {
            write(writer);
        }

        return stream.ToArray();
    }

    private void Write(string key, uint type, Action<BinaryWriter> write) => _metadata.Add(Bytes(writer =>
    {
        WriteText(writer, key);
        writer.Write(type);
        write(writer);
    }));
}
