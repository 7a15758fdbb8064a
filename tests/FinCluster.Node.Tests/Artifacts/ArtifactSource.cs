using System.Collections.Concurrent;
using FinCluster.Contracts.Node.V1;
using FinCluster.Grpc.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Google.Protobuf;

namespace FinCluster.Node.Tests.Artifacts;

/// <summary>A server of files that gives what a test has written down, and remembers what it was asked.</summary>
internal sealed class ArtifactSource : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<long> _offsets;

    private ArtifactSource(WebApplication app, ConcurrentQueue<long> offsets)
    {
        _app = app;
        _offsets = offsets;
        Address = new Uri("grpc://" + new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Authority);
    }

    /// <summary>Gets its address, as a source.</summary>
    public Uri Address { get; }

    /// <summary>Gets from where on it was asked to read, call by call.</summary>
    public IReadOnlyCollection<long> Offsets => _offsets;

    /// <summary>Starts a server.</summary>
    /// <param name="content">What it takes for the file, whatever is asked for.</param>
    /// <param name="breakAfter">Says after how many bytes a call fails, by its number from 1; null for a call that does not.</param>
    public static async Task<ArtifactSource> StartAsync(byte[] content, Func<int, int?>? breakAfter = null)
    {
        var offsets = new ConcurrentQueue<long>();
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(
            System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddRoutingCore();
        builder.Services.AddGrpcServer(_ => { });
        WebApplication app = builder.Build();
        app.MapGrpc(ArtifactsReflection.Descriptor.Services[0], service => service.ServerStreaming<ReadArtifactRequest, ArtifactChunk>(
            "Read",
            (request, _) =>
            {
                offsets.Enqueue(request.Offset);
                return Chunks(content, (int)request.Offset, breakAfter?.Invoke(offsets.Count)).ToAsyncEnumerable();
            }));
        await app.StartAsync();
        return new ArtifactSource(app, offsets);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }

    private static IEnumerable<ArtifactChunk> Chunks(byte[] content, int offset, int? breakAfter)
    {
        const int Bytes = 64 * 1024;
        yield return new ArtifactChunk { TotalBytes = content.Length };
        int end = breakAfter is { } bytes ? Math.Min(content.Length, offset + bytes) : content.Length;
        for (int position = offset; position < end; position += Bytes)
        {
            yield return new ArtifactChunk { Data = ByteString.CopyFrom(content, position, Math.Min(Bytes, end - position)) };
        }

        if (breakAfter is not null)
        {
            throw new Grpc.GrpcException(Grpc.GrpcStatus.Unavailable, "the source breaks off");
        }
    }
}
