using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using FinCluster.Contracts.Node.V1;
using FinCluster.Core.Catalog;
using FinCluster.Core.Catalog.Storage;
using FinCluster.Core.Errors;
using FinCluster.Gateway.Models;
using FinCluster.Gateway.Tenants;
using FinCluster.Grpc.Server;
using FinCluster.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace FinCluster.Gateway.Rpc;

/// <summary>Serves fincluster.node.v1.Artifacts over the catalog's files, to the nodes that this gateway has told to load them.</summary>
/// <remarks>The port is the clients' too, and hashes are no secret, so a node shows what it was told together with this gateway's address.</remarks>
internal sealed class ArtifactsService(ArtifactSources sources, IServiceProvider services)
{
    private readonly byte[] _token = Encoding.ASCII.GetBytes(sources.Token);
    private readonly IArtifactStore? _store = services.GetService<IArtifactStore>();

    public void Map(IEndpointRouteBuilder routes) => routes.MapGrpc(ArtifactsReflection.Descriptor.Services[0], service => service
        .ServerStreaming<ReadArtifactRequest, ArtifactChunk>("Read", (request, call) => ReadAsync(request, call, call.CancellationToken)));

    private async IAsyncEnumerable<ArtifactChunk> ReadAsync(
        ReadArtifactRequest request, GrpcCall call, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Demand(call.HttpContext);
        await foreach (ArtifactChunk chunk in ArtifactChunks.ReadAsync(request, TryPinAsync, cancellationToken))
        {
            yield return chunk;
        }
    }

    private void Demand(HttpContext http)
    {
        byte[] shown = Encoding.ASCII.GetBytes(BearerToken.Of(http).ToString());
        if (!CryptographicOperations.FixedTimeEquals(shown, _token))
        {
            throw new RequestException(ErrorCode.PermissionDenied, "files are given to nodes that this gateway has told to load them");
        }
    }

    private async Task<IArtifactPin?> TryPinAsync(ArtifactHash hash, CancellationToken cancellationToken)
    {
        if (_store is null)
        {
            return null;
        }

        try
        {
            return await _store.PinAsync(hash, cancellationToken);
        }
        catch (ArtifactException e) when (e.Problem == ArtifactProblem.Missing)
        {
            return null;
        }
        catch (ArtifactException e)
        {
            throw e.ToRequest();
        }
    }
}
