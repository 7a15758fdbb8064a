using FinCluster.Core.Catalog;
using FinCluster.Core.Catalog.Storage;
using FinCluster.Core.Errors;
using Microsoft.Extensions.DependencyInjection;

namespace FinCluster.Gateway.Models;

/// <summary>Reads the files that releases bring for gateways: rules and knowledge. Thread-safe.</summary>
internal sealed class ReleaseFiles(IServiceProvider services)
{
    private readonly IArtifactStore? _files = services.GetService<IArtifactStore>();

    /// <summary>Says whether an error means that a file is not there or is not what it should be.</summary>
    public static bool IsUnusable(Exception error) => error is ArtifactException or FormatException or IOException;

    /// <summary>Makes the error of a request whose release has a file that cannot be used here.</summary>
    /// <param name="what">What the file is.</param>
    /// <param name="hash">The file.</param>
    /// <param name="error">Why it cannot be used.</param>
    public static RequestException Unavailable(string what, ArtifactHash hash, Exception error) =>
        new(ErrorCode.ArtifactUnavailable, $"the {what} {hash} of the model's release cannot be read here", inner: error);

    /// <summary>Reads a file; of a longer one than it may be, one byte more than that.</summary>
    /// <exception cref="IOException">This gateway has no files, or cannot read this one.</exception>
    /// <exception cref="ArtifactException">It is not there, or damaged.</exception>
    public async Task<MemoryStream> ReadAsync(ArtifactHash hash, int maxBytes)
    {
        if (_files is null)
        {
            throw new IOException("this gateway has no folder of files");
        }

        await using Stream stream = await _files.OpenReadAsync(hash, 0, maxBytes + 1, CancellationToken.None);
        var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes);
        bytes.Position = 0;
        return bytes;
    }
}
