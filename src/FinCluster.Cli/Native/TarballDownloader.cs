using System.Net;
using System.Net.Http.Headers;

namespace FinCluster.Cli.Native;

/// <summary>Downloads pinned tarballs. A file has the pinned hash when its download returns; else the caller deletes it.</summary>
internal sealed class TarballDownloader(HttpClient client, NativeEnvironment environment, TarballDownloadOptions options, TimeProvider time)
{
    private const int ChunkBytes = 128 * 1024;

    /// <summary>Downloads one package's tarball into a file.</summary>
    /// <param name="package">The package.</param>
    /// <param name="version">Its version.</param>
    /// <param name="path">The file; replaced if it is there.</param>
    /// <param name="onReceived">Told how many bytes there are after each chunk; a restart makes it fewer.</param>
    /// <param name="cancellationToken">Ends the download.</param>
    /// <exception cref="NativeLibraryException">It cannot be had, or is not the pinned one.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public async Task DownloadAsync(
        NativePackage package, string version, string path, Action<long> onReceived, CancellationToken cancellationToken)
    {
        NpmRegistry registry = NpmRegistry.Resolve(environment);
        Uri address = registry.TarballOf(package, version);
        await using var tarball = new PartialTarball(path);
        var transfer = new Transfer(package, address, registry.Token, tarball, onReceived);
        for (int attempt = 1; await ReceiveAsync(transfer, cancellationToken) is { } failure; attempt++)
        {
            if (attempt > options.RetryDelays.Count)
            {
                throw NativeLibraryException.Unreachable(address, environment, attempt, failure);
            }

            await Task.Delay(options.RetryDelays[attempt - 1], time, cancellationToken);
        }

        if (tarball.Integrity() is var actual && actual != package.Integrity)
        {
            throw NativeLibraryException.WrongIntegrity(package.Name, address, package.Integrity, actual);
        }
    }

    /// <summary>Makes one attempt. Null when the tarball has come to its end, else why another attempt makes sense.</summary>
    private async Task<Exception?> ReceiveAsync(Transfer transfer, CancellationToken cancellationToken)
    {
        using var stall = new CancellationTokenSource(options.StallTimeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(stall.Token, cancellationToken);
        try
        {
            using HttpResponseMessage response = await SendAsync(transfer, linked.Token);
            if (!TryAccept(transfer, response, out Exception? failure))
            {
                return failure;
            }

            await using Stream body = await response.Content.ReadAsStreamAsync(linked.Token);
            return await CopyAsync(body, transfer, () => stall.CancelAfter(options.StallTimeout), linked.Token);
        }
        catch (HttpRequestException error)
        {
            return error;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new TimeoutException($"nothing came for {options.StallTimeout.TotalSeconds:0} s");
        }
    }

    private static async Task<Exception?> CopyAsync(Stream body, Transfer transfer, Action onAlive, CancellationToken cancellationToken)
    {
        (NativePackage package, Uri address, _, PartialTarball tarball, Action<long> onReceived) = transfer;
        byte[] chunk = new byte[ChunkBytes];
        while (true)
        {
            (int read, Exception? failure) = await ReadAsync(body, chunk, cancellationToken);
            if (failure is not null || read == 0)
            {
                return failure;
            }

            if (tarball.Length + read > package.Size)
            {
                throw NativeLibraryException.WrongIntegrity(package.Name, address, $"{package.Size} bytes", "more");
            }

            await tarball.AppendAsync(chunk.AsMemory(0, read), cancellationToken);
            onReceived(tarball.Length);
            onAlive();
        }
    }

    private async Task<HttpResponseMessage> SendAsync(Transfer transfer, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, transfer.Address);
        request.Headers.Authorization = transfer.Token is { } token ? new AuthenticationHeaderValue("Bearer", token) : null;
        request.Headers.Range = transfer.Tarball.Length is > 0 and long from ? new RangeHeaderValue(from, null) : null;
        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    /// <summary>Decides by the status whether the body is to be read, and makes the file ready for it.</summary>
    private static bool TryAccept(Transfer transfer, HttpResponseMessage response, out Exception? failure)
    {
        PartialTarball tarball = transfer.Tarball;
        HttpStatusCode status = response.StatusCode;
        failure = null;
        if (status == HttpStatusCode.PartialContent && response.Content.Headers.ContentRange?.From == tarball.Length)
        {
            return true;
        }

        tarball.Restart();
        if (status == HttpStatusCode.OK)
        {
            return true;
        }

        failure = IsTemporary(status)
            ? new HttpRequestException($"HTTP {(int)status}")
            : throw NativeLibraryException.Refused(transfer.Address, status);
        return false;
    }

    // A range that does not fit what has come is asked for again from the start.
    private static bool IsTemporary(HttpStatusCode status) => status is HttpStatusCode.RequestTimeout
        or HttpStatusCode.TooManyRequests
        or HttpStatusCode.RequestedRangeNotSatisfiable
        or HttpStatusCode.PartialContent
        or >= HttpStatusCode.InternalServerError;

    // Only what the network does wrong is worth another attempt; the same exception type out of the file is not.
    private static async Task<(int Read, Exception? Failure)> ReadAsync(Stream body, byte[] chunk, CancellationToken cancellationToken)
    {
        try
        {
            return (await body.ReadAsync(chunk, cancellationToken), null);
        }
        catch (Exception error) when (error is IOException or HttpRequestException)
        {
            return (0, error);
        }
    }

    private sealed record Transfer(NativePackage Package, Uri Address, string? Token, PartialTarball Tarball, Action<long> OnReceived);
}
