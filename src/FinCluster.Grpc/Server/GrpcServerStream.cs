using System.Runtime.CompilerServices;
using FinCluster.Grpc.Methods;
using FinCluster.Grpc.Wire;
using Google.Protobuf;
using Microsoft.AspNetCore.Connections;

namespace FinCluster.Grpc.Server;

/// <summary>The messages of one call: those that the client sends, and those that go back.</summary>
internal sealed class GrpcServerStream<TRequest, TResponse>(
    GrpcCall call, GrpcResponse response, GrpcMethod<TRequest, TResponse> method, int maxReceiveBytes)
    where TRequest : class, IMessage<TRequest>
    where TResponse : class, IMessage<TResponse>
{
    private readonly MessageReader<TRequest> _requests = new(
        call.HttpContext.Request.BodyReader,
        method.DecodeRequest,
        call.HttpContext.Request.Headers[GrpcHeaders.Encoding],
        maxReceiveBytes,
        isServer: true);

    public GrpcCall Call => call;

    /// <summary>Reads the only request. Fewer or more are UNIMPLEMENTED, as statuscodes.md of gRPC has it.</summary>
    public async ValueTask<TRequest> ReadSingleAsync()
    {
        TRequest request = await ReadAsync(call.CancellationToken) ?? throw WrongCount("no request message");
        return await ReadAsync(call.CancellationToken) is null ? request : throw WrongCount("more than one request message");
    }

    public async IAsyncEnumerable<TRequest> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        // The call's own token always counts: a handler may pass a wider one, which must not outlive the HTTP request.
        using CancellationTokenSource? linked = cancellationToken.CanBeCanceled && cancellationToken != call.CancellationToken
            ? CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, call.CancellationToken)
            : null;
        CancellationToken either = linked?.Token ?? call.CancellationToken;
        while (await ReadAsync(either) is { } request)
        {
            yield return request;
        }
    }

    public void Write(TResponse message)
    {
        // A response that comes after the deadline is none: the client has given up or is about to.
        call.CancellationToken.ThrowIfCancellationRequested();
        response.WriteSingle(message);
    }

    public Task WriteAllAsync(IAsyncEnumerable<TResponse> messages) => response.WriteAllAsync(messages);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<TRequest?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            return await _requests.ReadAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or ConnectionAbortedException)
        {
            throw call.ClientGone(e);
        }
    }

    private GrpcException WrongCount(string sent) =>
        new(GrpcStatus.Unimplemented, $"{method.Path} takes exactly one request message; the client sent {sent}.");
}
