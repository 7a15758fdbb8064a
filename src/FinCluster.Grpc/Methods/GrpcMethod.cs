using FinCluster.Grpc.Client;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace FinCluster.Grpc.Methods;

/// <summary>One method of a service with its message types, checked against the descriptor when it is made. Immutable.</summary>
public sealed class GrpcMethod<TRequest, TResponse>
    where TRequest : class, IMessage<TRequest>
    where TResponse : class, IMessage<TResponse>
{
    /// <summary>Finds a method in its service.</summary>
    /// <param name="service">Generated descriptor of the service.</param>
    /// <param name="name">Name of the method, without its service.</param>
    /// <param name="kind">The kind that the caller is written for.</param>
    /// <exception cref="ArgumentException">The service has no such method, or it has another kind or other types.</exception>
    public GrpcMethod(ServiceDescriptor service, string name, GrpcMethodKind kind)
    {
        ArgumentNullException.ThrowIfNull(service);
        MethodDescriptor method = service.FindMethodByName(name)
            ?? throw new ArgumentException($"{service.FullName} has no method {name}.", nameof(name));
        CheckShape(method, kind);
        Path = $"/{service.FullName}/{name}";
        Kind = kind;
        DecodeRequest = Decoder((MessageParser<TRequest>)method.InputType.Parser);
        DecodeResponse = Decoder((MessageParser<TResponse>)method.OutputType.Parser);
    }

    /// <summary>Gets the path of the method: <c>/package.Service/Method</c>.</summary>
    public string Path { get; }

    /// <summary>Gets which sides stream.</summary>
    public GrpcMethodKind Kind { get; }

    internal GrpcMessageDecoder<TRequest> DecodeRequest { get; }

    internal GrpcMessageDecoder<TResponse> DecodeResponse { get; }

    internal void ThrowIfNot(GrpcMethodKind kind)
    {
        if (Kind != kind)
        {
            throw new ArgumentException($"{Path} is {Kind}, not {kind}.");
        }
    }

    private static GrpcMessageDecoder<T> Decoder<T>(MessageParser<T> parser)
        where T : class, IMessage<T> => (in message) => parser.ParseFrom(message);

    private static void CheckShape(MethodDescriptor method, GrpcMethodKind kind)
    {
        GrpcMethodKind declared = (method.IsClientStreaming, method.IsServerStreaming) switch
        {
            (false, false) => GrpcMethodKind.Unary,
            (false, true) => GrpcMethodKind.ServerStreaming,
            (true, false) => GrpcMethodKind.ClientStreaming,
            (true, true) => GrpcMethodKind.Duplex,
        };
        if (declared != kind || method.InputType.ClrType != typeof(TRequest) || method.OutputType.ClrType != typeof(TResponse))
        {
            throw new ArgumentException(
                $"{method.FullName} is declared {declared}({method.InputType.Name}): {method.OutputType.Name}, "
                + $"not {kind}({typeof(TRequest).Name}): {typeof(TResponse).Name}.");
        }
    }
}
