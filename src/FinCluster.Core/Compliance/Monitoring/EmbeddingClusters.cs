using System.Text.Json;
using System.Text.Json.Serialization;
using FinCluster.Core.Edge.Answers;

namespace FinCluster.Core.Compliance.Monitoring;

/// <summary>What questions are about: centres that were learned from embeddings by k-means over cosine similarity. Immutable, so thread-safe.</summary>
public sealed partial class EmbeddingClusters
{
    /// <summary>The fewest clusters.</summary>
    public const int MinCount = 8;

    /// <summary>The most clusters.</summary>
    public const int MaxCount = 16;

    private const int MaxRounds = 50;

    private readonly float[][] _centres;

    private EmbeddingClusters(float[][] centres) => _centres = centres;

    /// <summary>Gets how many clusters there are.</summary>
    public int Count => _centres.Length;

    /// <summary>Gets how many components a vector has.</summary>
    public int Length => _centres[0].Length;

    /// <summary>Learns clusters; the same vectors, count and seed give the same clusters.</summary>
    /// <param name="vectors">The embeddings, all of one length; at least as many as clusters.</param>
    /// <param name="count">How many clusters, <see cref="MinCount"/> to <see cref="MaxCount"/>.</param>
    /// <param name="seed">Chooses the first centres.</param>
    /// <exception cref="ArgumentException">There are too few vectors, they differ in length, or one is zero or no number.</exception>
    public static EmbeddingClusters Learn(IReadOnlyList<float[]> vectors, int count, int seed)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, MinCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaxCount);
        if (vectors.Count < count || vectors.Any(vector => vector.Length == 0 || vector.Length != vectors[0].Length))
        {
            throw new ArgumentException($"there must be {count} vectors or more, all of one length", nameof(vectors));
        }

        float[][] units = [.. vectors.Select(vector => Unit(vector) ?? throw new ArgumentException("a vector has no direction", nameof(vectors)))];
        float[][] centres = Seed(units, count, new Random(seed));
        int[] nearest = new int[units.Length];
        for (int round = 0; round < MaxRounds && Assign(units, centres, nearest); round++)
        {
            Move(units, centres, nearest);
        }

        return new EmbeddingClusters(centres);
    }

    /// <summary>Finds the cluster of a vector; null when it has another length, or no direction.</summary>
    public int? Nearest(ReadOnlySpan<float> vector)
    {
        float[] unit = new float[Length];
        return vector.Length == Length && UnitVectors.TryNormalize(vector, unit) ? Nearest(unit, _centres) : null;
    }

    /// <summary>Writes them as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(new ClustersFile(_centres), ClustersJson.Default.ClustersFile);

    /// <summary>Reads what <see cref="ToJson"/> has written.</summary>
    /// <exception cref="FormatException">It is not that.</exception>
    public static EmbeddingClusters Parse(string json)
    {
        try
        {
            float[][]? centres = JsonSerializer.Deserialize(json, ClustersJson.Default.ClustersFile)?.Centres;
            return centres is { Length: >= MinCount and <= MaxCount } && centres.All(centre => centre is { Length: > 0 } && centre.Length == centres[0].Length)
                ? new EmbeddingClusters(centres)
                : throw new FormatException($"clusters are {MinCount} to {MaxCount} centres of one length");
        }
        catch (JsonException e)
        {
            throw new FormatException($"the clusters cannot be read: {e.Message}", e);
        }
    }

    // As k-means++ does: far ones are likelier, so that two first centres rarely share a cluster.
    private static float[][] Seed(float[][] units, int count, Random random)
    {
        float[][] centres = new float[count][];
        double[] distances = new double[units.Length];
        Array.Fill(distances, 1);
        for (int i = 0; i < count; i++)
        {
            float[] chosen = units[Draw(distances, random)];
            centres[i] = [.. chosen];
            for (int j = 0; j < units.Length; j++)
            {
                double distance = Math.Max(0, 1 - UnitVectors.Dot(units[j], chosen));
                distances[j] = i == 0 ? distance : Math.Min(distances[j], distance);
            }
        }

        return centres;
    }

    private static int Draw(double[] weights, Random random)
    {
        double left = random.NextDouble() * weights.Sum();
        for (int i = 0; i < weights.Length; i++)
        {
            left -= weights[i];
            if (left < 0)
            {
                return i;
            }
        }

        return random.Next(weights.Length);
    }

    private static bool Assign(float[][] units, float[][] centres, int[] nearest)
    {
        bool changed = false;
        for (int i = 0; i < units.Length; i++)
        {
            int cluster = Nearest(units[i], centres);
            changed |= cluster != nearest[i];
            nearest[i] = cluster;
        }

        return changed;
    }

    // A cluster that has lost all its vectors keeps its centre.
    private static void Move(float[][] units, float[][] centres, int[] nearest)
    {
        for (int cluster = 0; cluster < centres.Length; cluster++)
        {
            float[] sum = new float[centres[cluster].Length];
            for (int i = 0; i < units.Length; i++)
            {
                if (nearest[i] == cluster)
                {
                    for (int j = 0; j < sum.Length; j++)
                    {
                        sum[j] += units[i][j];
                    }
                }
            }

            centres[cluster] = Unit(sum) ?? centres[cluster];
        }
    }

    private static int Nearest(float[] unit, float[][] centres)
    {
        int best = 0;
        float closest = float.NegativeInfinity;
        for (int i = 0; i < centres.Length; i++)
        {
            float similarity = UnitVectors.Dot(unit, centres[i]);
            if (similarity > closest)
            {
                (best, closest) = (i, similarity);
            }
        }

        return best;
    }

    private static float[]? Unit(float[] vector)
    {
        float[] unit = new float[vector.Length];
        return UnitVectors.TryNormalize(vector, unit) ? unit : null;
    }

    private sealed record ClustersFile(float[][] Centres);

    [JsonSourceGenerationOptions(
        PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
    [JsonSerializable(typeof(ClustersFile))]
    private sealed partial class ClustersJson : JsonSerializerContext;
}
