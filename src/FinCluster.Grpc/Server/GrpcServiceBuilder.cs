using FinCluster.Grpc.Methods;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace FinCluster.Grpc.Server;

/// <summary>Binds a handler to each method of one service. Handlers are called by many threads at once.</summary>
/// <remarks>
/// A handler ends a call with an error by throwing <see cref="GrpcException"/>. It must observe
/// <see cref="GrpcCall.CancellationToken"/>: the call lasts until the handler has returned and its sequence has ended.
/// </remarks>
public sealed class GrpcServiceBuilder
{
    private readonly IEndpointRouteBuilder _routes;
    private readonly ServiceDescriptor _service;
    private readonly GrpcCallHandler _calls;
    private readonly HashSet<string> _mapped = new(StringComparer.Ordinal);

    internal GrpcServiceBuilder(IEndpointRouteBuilder routes, ServiceDescriptor service, GrpcCallHandler calls)
    {
        _routes = routes;
        _service = service;
        _calls = calls;
    }

    /// <summary>Binds a method with one request and one response.</summary>
    /// <exception cref="ArgumentException">The descriptor says otherwise, or the method has a handler.</exception>
    public GrpcServiceBuilder Unary<TRequest, TResponse>(string method, Func<TRequest, GrpcCall, Task<TResponse>> handler)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse> =>
        Map<TRequest, TResponse>(
            method, GrpcMethodKind.Unary, async io => io.Write(await handler(await io.ReadSingleAsync(), io.Call)));

    /// <summary>Binds a method with one request and a sequence of responses, which gets the call's cancellation token.</summary>
    /// <remarks>Each response is written before the next one is asked for, so the sequence may use its message again.</remarks>
    /// <exception cref="ArgumentException">The descriptor says otherwise, or the method has a handler.</exception>
    public GrpcServiceBuilder ServerStreaming<TRequest, TResponse>(
        string method, Func<TRequest, GrpcCall, IAsyncEnumerable<TResponse>> handler)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse> =>
        Map<TRequest, TResponse>(
            method, GrpcMethodKind.ServerStreaming, async io => await io.WriteAllAsync(handler(await io.ReadSingleAsync(), io.Call)));

    /// <summary>Binds a method with a sequence of requests, to be enumerated once, and one response.</summary>
    /// <exception cref="ArgumentException">The descriptor says otherwise, or the method has a handler.</exception>
    public GrpcServiceBuilder ClientStreaming<TRequest, TResponse>(
        string method, Func<IAsyncEnumerable<TRequest>, GrpcCall, Task<TResponse>> handler)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse> =>
        Map<TRequest, TResponse>(
            method, GrpcMethodKind.ClientStreaming, async io => io.Write(await handler(io.ReadAllAsync(), io.Call)));

    /// <summary>Binds a method with two sequences. Requests are to be enumerated once, responses get the call's token.</summary>
    /// <exception cref="ArgumentException">The descriptor says otherwise, or the method has a handler.</exception>
    public GrpcServiceBuilder Duplex<TRequest, TResponse>(
        string method, Func<IAsyncEnumerable<TRequest>, GrpcCall, IAsyncEnumerable<TResponse>> handler)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse> =>
        Map<TRequest, TResponse>(
            method, GrpcMethodKind.Duplex, io => io.WriteAllAsync(handler(io.ReadAllAsync(), io.Call)));

    internal void ThrowIfIncomplete()
    {
        string[] missing = [.. _service.Methods.Select(method => method.Name).Where(name => !_mapped.Contains(name))];
        if (missing.Length > 0)
        {
            throw new InvalidOperationException($"{_service.FullName} has no handler for {string.Join(", ", missing)}.");
        }
    }

    private GrpcServiceBuilder Map<TRequest, TResponse>(
        string name, GrpcMethodKind kind, Func<GrpcServerStream<TRequest, TResponse>, Task> handle)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
    {
        var method = new GrpcMethod<TRequest, TResponse>(_service, name, kind);
        if (!_mapped.Add(name))
        {
            throw new ArgumentException($"{method.Path} has a handler.", nameof(name));
        }

        RequestDelegate handleCall = http => _calls.HandleAsync(http, method, handle);
        _routes.MapPost(method.Path, handleCall).WithDisplayName($"gRPC {method.Path}");
        return this;
    }
}
