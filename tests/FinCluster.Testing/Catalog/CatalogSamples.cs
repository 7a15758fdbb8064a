using System.Security.Cryptography;
using System.Text;
using FinCluster.Core.Catalog;
using FinCluster.Core.Catalog.Releases;

namespace FinCluster.Testing.Catalog;

/// <summary>Artifacts, releases and gate results for tests.</summary>
public static class CatalogSamples
{
    /// <summary>Gets results that pass every gate.</summary>
    public static GateResults Passing { get; } = new()
    {
        Accuracy = 0.9m,
        RegulatoryAccuracy = 0.91m,
        RiskSensitivity = 0.97m,
        P99Latency = TimeSpan.FromMilliseconds(812.5),
        ParameterChange = 0.01m,
        QuestionSet = "finance-core",
        QuestionSetHash = Hash("finance-core"),
        MeasuredAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
    };

    /// <summary>Names the content that a text is.</summary>
    public static ArtifactHash Hash(string content) => ArtifactHash.FromDigest(SHA256.HashData(Encoding.UTF8.GetBytes(content)));

    /// <summary>Makes what is known of a file with the name as its content.</summary>
    public static Artifact Artifact(ArtifactKind kind, string name) => new(Hash(name), kind, name, 1 + name.Length, DateTimeOffset.UnixEpoch);

    /// <summary>Makes what is known of an adapter for the base of a name.</summary>
    public static Artifact Adapter(ArtifactKind kind, string name, string baseName) =>
        Artifact(kind, name) with { Base = Hash(baseName), Rank = 8 };

    /// <summary>Makes a release of the base of a name, which passes the gates; releases of other notes are others.</summary>
    public static Release Release(string baseName, string note) => new(Hash(baseName)) { Note = note, Gates = Passing };

    /// <summary>Gives a catalog a base model and releases of it.</summary>
    /// <returns>The ids of the releases.</returns>
    public static async Task<ArtifactHash[]> PushReleasesAsync(ICatalog catalog, int count, CancellationToken cancellationToken)
    {
        await catalog.ApplyAsync(new PushArtifact(Artifact(ArtifactKind.BaseModel, "base")), cancellationToken);
        var ids = new ArtifactHash[count];
        for (int i = 0; i < count; i++)
        {
            CatalogResult result = await catalog.ApplyAsync(new PushRelease(Release("base", $"r{i}")), cancellationToken);
            ids[i] = result.Id!.Value;
        }

        return ids;
    }
}
