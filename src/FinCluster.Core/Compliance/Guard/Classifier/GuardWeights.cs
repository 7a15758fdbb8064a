using System.Buffers.Binary;
using System.Security.Cryptography;

namespace FinCluster.Core.Compliance.Guard.Classifier;

/// <summary>What the classifier has learned: a weight of eight bits for each bucket of features and each class. Immutable.</summary>
public sealed class GuardWeights
{
    private const uint Magic = 0x5747_4346;
    private const byte FormatVersion = 1;
    private const int HashLength = 32;
    private const int MinBits = 8;
    private const int MaxBits = 20;

    // Magic, form, bits, classes, a byte of nothing, scale, shift, biases, hash of the data.
    private const int HeaderLength = 8 + (2 * sizeof(float)) + (GuardClasses.Count * sizeof(float)) + HashLength;

    // Eight to a bucket, so that one load has all classes of it.
    private readonly sbyte[] _padded;
    private readonly float[] _biases;

    /// <summary>Makes weights.</summary>
    /// <param name="weights">The weights of all classes of the first bucket, then of the second, …; a power of two of buckets.</param>
    /// <param name="biases">The log-odds of each class before anything is seen.</param>
    /// <param name="scale">What a weight of one means, in log-odds.</param>
    /// <param name="shift">The log-odds at which a text is as likely to be refused as not.</param>
    /// <param name="dataSha256">What the cases are named by that this was learned from; 64 hexadecimal digits.</param>
    public GuardWeights(ReadOnlySpan<sbyte> weights, ReadOnlySpan<float> biases, float scale, float shift, string dataSha256)
    {
        ArgumentNullException.ThrowIfNull(dataSha256);
        ArgumentOutOfRangeException.ThrowIfNotEqual(biases.Length, GuardClasses.Count);
        int buckets = weights.Length / GuardClasses.Count;
        Bits = int.Log2(buckets);
        ArgumentOutOfRangeException.ThrowIfNotEqual(weights.Length, (1 << Bits) * GuardClasses.Count);
        ArgumentOutOfRangeException.ThrowIfNotEqual(dataSha256.Length, 2 * HashLength);
        _padded = new sbyte[buckets * Stride];
        for (int i = 0; i < buckets; i++)
        {
            weights.Slice(i * GuardClasses.Count, GuardClasses.Count).CopyTo(_padded.AsSpan(i * Stride));
        }

        _biases = biases.ToArray();
        Scale = scale;
        Shift = shift;
        DataSha256 = dataSha256;
        Name = "ngram@" + Convert.ToHexStringLower(SHA256.HashData(ToBytes()))[..8];
    }

    /// <summary>Gets the weights that the program carries.</summary>
    public static GuardWeights Shipped { get; } = ReadShipped();

    /// <summary>Gets a name that changes with every weight, such as <c>ngram@0123abcd</c>.</summary>
    public string Name { get; }

    /// <summary>Gets the SHA-256 of the cases that these were learned from.</summary>
    public string DataSha256 { get; }

    /// <summary>Gets the two's logarithm of the number of buckets.</summary>
    public int Bits { get; }

    /// <summary>Gets how far apart the weights of two buckets stand in <see cref="Padded"/>.</summary>
    internal static int Stride => 8;

    /// <summary>Gets what a weight of one means, in log-odds.</summary>
    internal float Scale { get; }

    /// <summary>Gets the log-odds at which a text is as likely to be refused as not.</summary>
    internal float Shift { get; }

    /// <summary>Gets the log-odds of each class before anything is seen.</summary>
    internal ReadOnlySpan<float> Biases => _biases;

    /// <summary>Gets the weights, <see cref="Stride"/> to a bucket.</summary>
    internal sbyte[] Padded => _padded;

    /// <summary>Reads a file.</summary>
    /// <exception cref="FormatException">It is not such a file.</exception>
    public static GuardWeights Parse(ReadOnlySpan<byte> file)
    {
        if (file.Length < HeaderLength || BinaryPrimitives.ReadUInt32LittleEndian(file) != Magic)
        {
            throw new FormatException("these are no weights of a guard");
        }

        if (file[4] != FormatVersion || file[6] != GuardClasses.Count)
        {
            throw new FormatException($"the weights of the guard have the form {file[4]} with {file[6]} classes; this program reads {FormatVersion} with {GuardClasses.Count}");
        }

        int bits = file[5];
        if (bits is < MinBits or > MaxBits || file.Length != HeaderLength + (GuardClasses.Count << bits))
        {
            throw new FormatException("the weights of the guard are not as many as they say");
        }

        Span<float> numbers = stackalloc float[2 + GuardClasses.Count];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = BinaryPrimitives.ReadSingleLittleEndian(file[(8 + (i * sizeof(float)))..]);
            if (!float.IsFinite(numbers[i]))
            {
                throw new FormatException("a number of the guard's weights is none");
            }
        }

        ReadOnlySpan<byte> rest = file[(8 + (numbers.Length * sizeof(float)))..];
        return new GuardWeights(
            System.Runtime.InteropServices.MemoryMarshal.Cast<byte, sbyte>(rest[HashLength..]), numbers[2..], numbers[0], numbers[1],
            Convert.ToHexStringLower(rest[..HashLength]));
    }

    /// <summary>Writes the file.</summary>
    public byte[] ToBytes()
    {
        int buckets = 1 << Bits;
        byte[] file = new byte[HeaderLength + (buckets * GuardClasses.Count)];
        BinaryPrimitives.WriteUInt32LittleEndian(file, Magic);
        file[4] = FormatVersion;
        file[5] = (byte)Bits;
        file[6] = GuardClasses.Count;
        Span<byte> rest = file.AsSpan(8);
        foreach (float number in (ReadOnlySpan<float>)[Scale, Shift, .. _biases])
        {
            BinaryPrimitives.WriteSingleLittleEndian(rest, number);
            rest = rest[sizeof(float)..];
        }

        Convert.FromHexString(DataSha256).CopyTo(rest);
        rest = rest[HashLength..];
        for (int i = 0; i < buckets; i++)
        {
            for (int c = 0; c < GuardClasses.Count; c++)
            {
                rest[(i * GuardClasses.Count) + c] = (byte)_padded[(i * Stride) + c];
            }
        }

        return file;
    }

    private static GuardWeights ReadShipped()
    {
        using Stream stream = typeof(GuardWeights).Assembly.GetManifestResourceStream("guard-weights.bin")
            ?? throw new InvalidOperationException("the program was built without the weights of its guard");
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return Parse(bytes);
    }
}
