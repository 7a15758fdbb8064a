using FinCluster.Grpc.Methods;
using FinCluster.Grpc.Tests.Protos;
using Google.Protobuf.Reflection;

namespace FinCluster.Grpc.Tests.Echo;

internal static class EchoMethods
{
    public static readonly ServiceDescriptor Service = EchoReflection.Descriptor.Services[0];

    public static readonly GrpcMethod<EchoRequest, EchoReply> Unary = new(Service, "Unary", GrpcMethodKind.Unary);

    public static readonly GrpcMethod<StreamRequest, EchoReply> ServerStream = new(Service, "ServerStream", GrpcMethodKind.ServerStreaming);

    public static readonly GrpcMethod<EchoRequest, EchoReply> ClientStream = new(Service, "ClientStream", GrpcMethodKind.ClientStreaming);

    public static readonly GrpcMethod<EchoRequest, EchoReply> Duplex = new(Service, "Duplex", GrpcMethodKind.Duplex);

    public static readonly GrpcMethod<FailRequest, EchoReply> Fail = new(Service, "Fail", GrpcMethodKind.Unary);

    public static readonly GrpcMethod<HangRequest, EchoReply> Hang = new(Service, "Hang", GrpcMethodKind.Unary);
}
