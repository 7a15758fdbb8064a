using FinCluster.Contracts.Node.V1;
using FinCluster.Core.Catalog.Storage;
using FinCluster.Core.Replicas;
using FinCluster.Grpc;
using FinCluster.Grpc.Client;
using FinCluster.Wire;
using Microsoft.Extensions.Logging;

namespace FinCluster.Node.Artifacts;

/// <summary>Fetches files from gateways and other nodes. Thread-safe.</summary>
/// <remarks>
/// Sources are asked in their order; when one fails, the next goes on where it stopped. As long as anything comes they are asked again. Bytes that do
/// not make up the file are thrown away, with all that came before them.
/// </remarks>
/// <param name="time">Times the silence of sources.</param>
/// <param name="logger">Told of sources that fail.</param>
public sealed partial class ArtifactPuller(TimeProvider time, ILogger<ArtifactPuller> logger)
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan MaxSilence = TimeSpan.FromSeconds(10);

    /// <summary>Fetches a file into a store.</summary>
    /// <exception cref="ArtifactException">No source gave it, what they gave is something else, or the store does not take it.</exception>
    public async Task PullAsync(IArtifactStore store, ArtifactReference file, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(file);
        ArtifactException? corrupt = null;
        Exception? last = null;
        bool hasProgress = true;
        while (hasProgress)
        {
            hasProgress = false;
            foreach (Uri source in file.Sources)
            {
                var attempt = new Attempt();
                try
                {
                    await PullFromAsync(store, file, source, attempt, cancellationToken);
                    return;
                }
                catch (GrpcException e)
                {
                    last = e;
                    hasProgress |= attempt.Received > 0;
                    LogSourceFailed(logger, source.Authority, file.Hash.Value, e.Message);
                }
                catch (ArtifactException e) when (e.Problem is ArtifactProblem.Corrupt or ArtifactProblem.OutOfRange)
                {
                    corrupt = e;

                    // The fault may have been in what came from another source before.
                    hasProgress |= attempt.Began > 0;
                    LogSourceFailed(logger, source.Authority, file.Hash.Value, e.Message);
                }
            }
        }

        throw corrupt ?? new ArtifactException(
            ArtifactProblem.Missing, file.Hash, $"no source gave the file {file.Hash}{(last is null ? "" : ": " + last.Message)}", last);
    }

    private async Task PullFromAsync(
        IArtifactStore store, ArtifactReference file, Uri source, Attempt attempt, CancellationToken cancellationToken)
    {
        using var channel = new GrpcChannel(
            new Uri($"http://{source.Authority}"), time, new GrpcChannelOptions { ConnectTimeout = ConnectTimeout });
        long bytes = file.SizeBytes > 0 ? file.SizeBytes : await AskSizeAsync(channel, file, source, cancellationToken);
        await using IArtifactWrite write = await store.BeginWriteAsync(file.Hash, bytes, cancellationToken);
        if (write.IsComplete)
        {
            return;
        }

        attempt.Began = write.Offset;
        await using var chunks = new ChunkReader(channel, file, source, write.Offset, time, cancellationToken);
        while (await chunks.ReadAsync() is { } chunk)
        {
            if (chunk.HasTotalBytes && chunk.TotalBytes != bytes)
            {
                throw new ArtifactException(
                    ArtifactProblem.Corrupt, file.Hash, $"{source.Authority} has {chunk.TotalBytes} bytes as {file.Hash}, which has {bytes}");
            }

            await write.AppendAsync(chunk.Data.Memory, cancellationToken);
            attempt.Received += chunk.Data.Length;
        }

        await write.CompleteAsync(cancellationToken);
    }

    private async Task<long> AskSizeAsync(GrpcChannel channel, ArtifactReference file, Uri source, CancellationToken cancellationToken)
    {
        await using var chunks = new ChunkReader(channel, file, source, offset: 0, time, cancellationToken);
        return await chunks.ReadAsync() is { HasTotalBytes: true } first
            ? first.TotalBytes
            : throw new GrpcException(GrpcStatus.Internal, "the source does not say how large the file is");
    }

    [LoggerMessage(2030, LogLevel.Warning, "{Source} did not give the file {Hash}: {Reason}")]
    private static partial void LogSourceFailed(ILogger logger, string source, string hash, string reason);

    /// <summary>How far an attempt came.</summary>
    private sealed class Attempt
    {
        public long Began { get; set; }

        public long Received { get; set; }
    }

    /// <summary>Reads chunks, and gives up when none comes for too long.</summary>
    private sealed class ChunkReader : IAsyncDisposable
    {
        private readonly TimeProvider _time;
        private readonly CancellationToken _caller;
        private readonly CancellationTokenSource _ending;
        private readonly IAsyncEnumerator<ArtifactChunk> _chunks;

        public ChunkReader(
            GrpcChannel channel, ArtifactReference file, Uri source, long offset, TimeProvider time, CancellationToken cancellationToken)
        {
            _time = time;
            _caller = cancellationToken;
            _ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var request = new ReadArtifactRequest { Sha256 = file.Hash.Value, Offset = offset };
            _chunks = channel.ServerStreaming(NodeMethods.ReadArtifact, request, Options(source), _ending.Token)
                .GetAsyncEnumerator(CancellationToken.None);
        }

        // A gateway's port is its clients' too: what it wants to be shown stands in the address that it has given.
        private static GrpcCallOptions Options(Uri source)
        {
            if (source.UserInfo.Length == 0)
            {
                return GrpcCallOptions.Default;
            }

            var headers = new GrpcMetadata();
            headers.Add("authorization", "Bearer " + source.UserInfo);
            return new GrpcCallOptions { Headers = headers };
        }

        /// <summary>Reads the next chunk; null behind the last.</summary>
        public async Task<ArtifactChunk?> ReadAsync()
        {
            await using ITimer silence = _time.CreateTimer(_ => _ending.Cancel(), null, MaxSilence, Timeout.InfiniteTimeSpan);
            try
            {
                return await _chunks.MoveNextAsync() ? _chunks.Current : null;
            }
            catch (OperationCanceledException e) when (!_caller.IsCancellationRequested)
            {
                throw new GrpcException(GrpcStatus.Unavailable, $"nothing came for {MaxSilence.TotalSeconds} s", inner: e);
            }
        }

        public async ValueTask DisposeAsync()
        {
            await _ending.CancelAsync();
            try
            {
                await _chunks.DisposeAsync();
            }
            finally
            {
                _ending.Dispose();
            }
        }
    }
}
