using FinCluster.Inference.Models;

namespace FinCluster.Inference.Adapters;

/// <summary>Decides whether an adapter may be loaded onto a base.</summary>
internal static class AdapterAdmission
{
    /// <summary>The key under which an adapter names the SHA-256 of the base that it was made for.</summary>
    public const string BaseKey = "fincluster.base.sha256";

    private const string LayerPrefix = "blk.";
    private const string WeightSuffix = ".weight";

    /// <summary>Reads an adapter and checks it against the limits and its base.</summary>
    /// <exception cref="ModelFileException">It is refused; the reason says why.</exception>
    public static GgufFile Read(string path, GgufFile model, string modelHash, AdapterLimits limits)
    {
        CheckSize(path, limits);
        GgufFile file = GgufFile.Read(path);
        if (!file.IsAdapter)
        {
            throw file.Invalid("it is a model, not an adapter");
        }

        if (file.Metadata.FindText(BaseKey) is { } named && named != modelHash)
        {
            throw file.Invalid($"it was made for the base {GgufText.Quote(named)}, not for {modelHash}");
        }

        file.CheckFits(model);
        foreach (GgufAdapterPair pair in GgufAdapterRules.Pairs(file))
        {
            CheckPair(file, pair, limits);
        }

        return file;
    }

    private static void CheckSize(string path, AdapterLimits limits)
    {
        var info = new FileInfo(path);
        if (info.Exists && info.Length >= limits.MaxFileBytes)
        {
            throw new ModelFileException(path, $"it has {info.Length} bytes, and adapters must have less than {limits.MaxFileBytes}");
        }
    }

    private static void CheckPair(GgufFile file, GgufAdapterPair pair, AdapterLimits limits)
    {
        if (!limits.Targets.Contains(TargetOf(pair.Name)))
        {
            throw file.Invalid($"it changes the tensor '{pair.Name}'; adapters may change {string.Join(", ", limits.Targets.Order(StringComparer.Ordinal))}");
        }

        if (pair.Rank > limits.MaxRank)
        {
            throw file.Invalid($"its pair for '{pair.Name}' has the rank {pair.Rank}, more than {limits.MaxRank}");
        }
    }

    /// <summary>Takes the layer and the ending off a tensor's name: <c>blk.3.attn_q.weight</c> is <c>attn_q</c>.</summary>
    private static string TargetOf(string name)
    {
        string target = name.EndsWith(WeightSuffix, StringComparison.Ordinal) ? name[..^WeightSuffix.Length] : name;
        int end = target.StartsWith(LayerPrefix, StringComparison.Ordinal) ? target.IndexOf('.', LayerPrefix.Length) : -1;
        return end < 0 ? target : target[(end + 1)..];
    }
}
