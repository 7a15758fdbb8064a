using System.Collections.Immutable;
using System.Text.Json;
using FinCluster.Core.Compliance.Guard;

namespace FinCluster.Core.Compliance.Monitoring;

/// <summary>A distribution that is watched for drift.</summary>
public enum DriftFeature
{
    /// <summary>What questions ask for.</summary>
    Intent,

    /// <summary>How long questions are.</summary>
    QuestionLength,

    /// <summary>How long answers are.</summary>
    AnswerLength,

    /// <summary>Whether questions are refused.</summary>
    Refusal,

    /// <summary>What guards find.</summary>
    GuardCategory,

    /// <summary>What questions are about, by their embeddings.</summary>
    Cluster,
}

/// <summary>The bins of each feature.</summary>
public static class DriftFeatures
{
    private static readonly ImmutableArray<ImmutableArray<string>> Names =
    [
        NamesOf<QuestionIntent>(),
        NamesOf<LengthBucket>(),
        NamesOf<LengthBucket>(),
        ["answered", "refused"],
        ["none", .. NamesOf<GuardCategory>()],
        [.. Enumerable.Range(0, EmbeddingClusters.MaxCount).Select(cluster => $"c{cluster}")],
    ];

    private static readonly ImmutableArray<int> Starts = [.. Enumerable.Range(0, Names.Length).Select(i => Names.Take(i).Sum(bins => bins.Length))];

    /// <summary>Gets all features.</summary>
    public static ImmutableArray<DriftFeature> All { get; } = [.. Enum.GetValues<DriftFeature>()];

    /// <summary>Gets how many bins all features have together.</summary>
    internal static int Cells { get; } = Names.Sum(bins => bins.Length);

    /// <summary>Gets the names of a feature's bins.</summary>
    public static ImmutableArray<string> BinsOf(DriftFeature feature) => Names[(int)feature];

    /// <summary>Gets the cell of a bin, of all cells.</summary>
    internal static int Cell(DriftFeature feature, int bin) => Starts[(int)feature] + bin;

    /// <summary>Gets the cells of a feature, of all cells.</summary>
    internal static ReadOnlySpan<long> Slice(ReadOnlySpan<long> cells, DriftFeature feature) => cells.Slice(Starts[(int)feature], Names[(int)feature].Length);

    private static ImmutableArray<string> NamesOf<T>()
        where T : struct, Enum => [.. Enum.GetNames<T>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)];
}
