using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using FinCluster.Artifacts;
using FinCluster.Core.Catalog;
using FinCluster.Core.Catalog.Storage;
using FinCluster.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace FinCluster.Gateway.Tests.Admin.Models;

/// <summary>A folder of files for a gateway, with an inspector that refuses what begins with a given byte.</summary>
internal sealed class CatalogFiles : IDisposable
{
    /// <summary>The first byte of a file that is not what its kind has to be.</summary>
    public const byte BadFirstByte = 0xBD;

    /// <summary>The largest file, in bytes.</summary>
    public const int MaxBytes = 4_000_000;

    private readonly TemporaryFolder _folder = new();

    /// <summary>Gets the folder.</summary>
    public string Path => _folder.Path;

    /// <summary>Gets the names of the files that are there, whole ones and parts.</summary>
    public IReadOnlyList<string> All => [.. Directory.GetFiles(Path, "*", SearchOption.AllDirectories).Select(file => System.IO.Path.GetFileName(file))];

    /// <summary>Gives the folder to a gateway.</summary>
    public void AddTo(IServiceCollection services) => services
        .AddSingleton<IArtifactStore>(FolderArtifactStore.Open(Path, new FolderArtifactStoreOptions { MaxArtifactBytes = MaxBytes }, TimeProvider.System))
        .AddSingleton<IArtifactInspector, FirstByteInspector>();

    /// <summary>Makes a file of random bytes.</summary>
    public static (string Hash, byte[] Content) Content(int bytes, int seed = 1)
    {
        byte[] content = new byte[bytes];
        new Random(seed).NextBytes(content);
        content[0] = 0;
        return (HashOf(content), content);
    }

    /// <summary>Names a content.</summary>
    public static string HashOf(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    /// <summary>Sends a file, or a part of it, as curl -T and curl -C do.</summary>
    public static Task<HttpResponseMessage> PutAsync(
        RunningGateway gateway, string hash, byte[] content, string query = "kind=base&name=base", long? offset = null, long? total = null)
    {
        var body = new ByteArrayContent(content);
        if (offset is { } from)
        {
            body.Headers.TryAddWithoutValidation("Content-Range", $"bytes {from}-{total - 1}/{total}");
        }

        return gateway.Http.PutAsync(new Uri($"/admin/v1/artifacts/{hash}?{query}", UriKind.Relative), body, TestTimeouts.Token);
    }

    /// <summary>Sends a good base model and gives its hash.</summary>
    public static async Task<string> PutBaseAsync(RunningGateway gateway, string name = "base", int seed = 1)
    {
        (string hash, byte[] content) = Content(1_000, seed);
        JsonElement change = await (await PutAsync(gateway, hash, content, $"kind=base&name={name}")).JsonAsync(HttpStatusCode.OK);
        Assert.Equal(("done", hash), (change.GetProperty("status").GetString(), change.GetProperty("id").GetString()));
        return hash;
    }

    public void Dispose() => _folder.Dispose();

    private sealed class FirstByteInspector : IArtifactInspector
    {
        public string? FindProblem(string path, ArtifactKind kind, string? basePath)
        {
            using FileStream file = File.OpenRead(path);
            return file.ReadByte() == BadFirstByte ? "it begins wrong" : null;
        }
    }
}
