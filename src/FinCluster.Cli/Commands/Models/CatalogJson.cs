using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using FinCluster.Core.Catalog.Releases;
using FinCluster.Wire;

namespace FinCluster.Cli.Commands.Models;

/// <summary>Writes reports as <see cref="CliJson"/> does.</summary>
[JsonSerializable(typeof(CatalogReport))]
[JsonSerializable(typeof(ArtifactReport))]
[JsonSerializable(typeof(ReleaseReport))]
[JsonSerializable(typeof(AliasReport))]
[JsonSerializable(typeof(AliasEntryReport[]))]
[JsonSerializable(typeof(ChangeReport))]
[JsonSerializable(typeof(ReleaseDifference[]))]
[JsonSerializable(typeof(VerifyReport[]))]
internal sealed partial class CatalogJson : JsonSerializerContext
{
    /// <summary>Gets the context to write with.</summary>
    public static CatalogJson Wire { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    });
}
