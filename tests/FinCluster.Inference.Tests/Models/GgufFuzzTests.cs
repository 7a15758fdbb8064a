using System.Diagnostics;
using FinCluster.Inference.Models;
using FinCluster.Testing.Gguf;

namespace FinCluster.Inference.Tests.Models;

/// <summary>Reads files that were damaged at random. The seeds are fixed, so a failure comes back.</summary>
public sealed class GgufFuzzTests
{
    private const int FilesPerSeed = 200;

    // A small file is read within a millisecond; this leaves room for a slow machine and still catches a loop over a declared count.
    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(5);

    // Fifty times what the good file takes.
    private const long MaxAllocatedBytes = 16 * 1024 * 1024;

    private static readonly byte[][] Spliced =
    [
        BitConverter.GetBytes(0UL), BitConverter.GetBytes(1UL), BitConverter.GetBytes(uint.MaxValue), BitConverter.GetBytes(int.MaxValue),
        BitConverter.GetBytes(ulong.MaxValue), BitConverter.GetBytes(long.MaxValue), BitConverter.GetBytes(1UL << 40),
        BitConverter.GetBytes(float.NaN), [0], [0xFF],
    ];

    public static TheoryData<int> Seeds => [1, 2, 3, 4, 5];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Read_DamagedModel_ReturnsOrSaysWhy(int seed) => ReadDamaged(SmallModel(), seed);

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Read_DamagedAdapter_ReturnsOrSaysWhy(int seed) => ReadDamaged(
        TinyLlamaModel.CreateLora(new() { Width = 8, Heads = 2, KeyValueHeads = 1, FeedForward = 8, Layers = 1 }), seed);

    private static GgufWriter SmallModel() =>
        TinyLlamaModel.Create(new() { Width = 8, Heads = 2, KeyValueHeads = 1, FeedForward = 8, Layers = 1 });

    private static void ReadDamaged(GgufWriter writer, int seed)
    {
        byte[] good = writer.ToBytes();
        int header = writer.HeaderLength();
        var random = new Random(seed);
        using var model = new TemporaryModel(good);
        GgufFile.Read(model.Path);
        int refused = 0;
        for (int i = 0; i < FilesPerSeed; i++)
        {
            byte[] damaged = Damage(good, header, random);
            File.WriteAllBytes(model.Path, damaged);
            long allocated = GC.GetAllocatedBytesForCurrentThread();
            long start = Stopwatch.GetTimestamp();

            refused += IsRefused(model.Path, $"file {i} of seed {seed}") ? 1 : 0;

            Assert.True(Stopwatch.GetElapsedTime(start) < MaxTime, $"file {i} of seed {seed} took too long");
            allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
            Assert.True(allocated < MaxAllocatedBytes, $"file {i} of seed {seed} took {allocated} bytes");
        }

        // Damage that hits a token's text or a weight makes another good model; most of it does not.
        Assert.InRange(refused, FilesPerSeed / 3, FilesPerSeed);
    }

    private static bool IsRefused(string path, string which)
    {
        try
        {
            GgufFile.Read(path);
            return false;
        }
        catch (ModelFileException error)
        {
            Assert.NotEmpty(error.Reason);
            return true;
        }
        catch (Exception error)
        {
            throw new InvalidOperationException($"{which} ended with {error.GetType().Name}", error);
        }
    }

    private static byte[] Damage(byte[] good, int header, Random random)
    {
        byte[] bytes = [.. good];
        int position = random.Next(4) switch
        {
            0 => random.Next(Math.Min(header, 1_000)),
            1 => header - 1 - random.Next(Math.Min(header, 1_000)),
            _ => random.Next(header),
        };
        switch (random.Next(5))
        {
            case 0:
                return bytes[..position];
            case 1:
                byte[] splice = Spliced[random.Next(Spliced.Length)];
                splice.AsSpan(0, Math.Min(splice.Length, bytes.Length - position)).CopyTo(bytes.AsSpan(position));
                return bytes;
            case 2:
                int removed = random.Next(1, 17);
                return [.. bytes[..position], .. bytes[Math.Min(bytes.Length, position + removed)..]];
            case 3:
                return [.. bytes[..position], .. bytes[..random.Next(1, 65)], .. bytes[position..]];
            default:
                for (int flips = 1 << random.Next(6); flips > 0; flips--)
                {
                    bytes[random.Next(header)] ^= (byte)(1 << random.Next(8));
                }

                return bytes;
        }
    }
}
