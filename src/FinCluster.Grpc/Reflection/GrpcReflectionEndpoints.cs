using System.Runtime.CompilerServices;
using FinCluster.Grpc.Server;
using Google.Protobuf;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using V1 = Grpc.Reflection.V1;
using V1Alpha = Grpc.Reflection.V1Alpha;

namespace FinCluster.Grpc.Reflection;

/// <summary>Serves the descriptors of a host's services, for tools such as grpcurl.</summary>
public static class GrpcReflectionEndpoints
{
    private const string Method = "ServerReflectionInfo";

    /// <summary>Maps grpc.reflection.v1 and v1alpha, which differ in their package only. They show every service of the host.</summary>
    /// <remarks>Tools keep their stream open; it ends when the host begins to stop, so that the host need not wait for it.</remarks>
    public static void MapGrpcReflection(this IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        var responder = new ReflectionResponder(routes.RequireGrpc<GrpcServiceRegistry>());
        CancellationToken stopping = routes.ServiceProvider.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        routes.MapGrpc(V1.ReflectionReflection.Descriptor.Services[0], service => service
            .Duplex<V1.ServerReflectionRequest, V1.ServerReflectionResponse>(
                Method, (requests, _) => AnswerAllAsync(requests, responder.Answer, stopping)));
        routes.MapGrpc(V1Alpha.ReflectionReflection.Descriptor.Services[0], service => service
            .Duplex<V1Alpha.ServerReflectionRequest, V1Alpha.ServerReflectionResponse>(
                Method, (requests, _) => AnswerAllAsync(requests, request => AnswerAlpha(responder, request), stopping)));
    }

    private static async IAsyncEnumerable<TResponse> AnswerAllAsync<TRequest, TResponse>(
        IAsyncEnumerable<TRequest> requests,
        Func<TRequest, TResponse> answer,
        CancellationToken stopping,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await using IAsyncEnumerator<TRequest> request = requests.GetAsyncEnumerator(stopping);
        while (await MoveNextOrStopAsync(request, stopping))
        {
            yield return answer(request.Current);
        }
    }

    private static async ValueTask<bool> MoveNextOrStopAsync<T>(IAsyncEnumerator<T> source, CancellationToken stopping)
    {
        try
        {
            return await source.MoveNextAsync();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return false;
        }
    }

    // The two packages have the same messages on the wire.
    private static V1Alpha.ServerReflectionResponse AnswerAlpha(ReflectionResponder responder, V1Alpha.ServerReflectionRequest request) =>
        Convert(responder.Answer(Convert(request, V1.ServerReflectionRequest.Parser)), V1Alpha.ServerReflectionResponse.Parser);

    private static TTo Convert<TTo>(IMessage from, MessageParser<TTo> parser)
        where TTo : IMessage<TTo> => parser.ParseFrom(from.ToByteString());
}
