using FinCluster.Grpc.Methods;
using FinCluster.Grpc.Tests.Echo;
using FinCluster.Grpc.Tests.Protos;

namespace FinCluster.Grpc.Tests.Methods;

public sealed class GrpcMethodTests
{
    [Fact]
    public void Constructor_MatchingDescriptor_KnowsItsPath() =>
        Assert.Equal("/fincluster.test.v1.Echo/Unary", EchoMethods.Unary.Path);

    [Fact]
    public void Constructor_UnknownName_Throws()
    {
        var e = Assert.Throws<ArgumentException>(
            () => new GrpcMethod<EchoRequest, EchoReply>(EchoMethods.Service, "Nope", GrpcMethodKind.Unary));

        Assert.StartsWith("fincluster.test.v1.Echo has no method Nope.", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_WrongKind_SaysWhatIsDeclared()
    {
        var e = Assert.Throws<ArgumentException>(
            () => new GrpcMethod<EchoRequest, EchoReply>(EchoMethods.Service, "Duplex", GrpcMethodKind.ClientStreaming));

        Assert.Equal(
            "fincluster.test.v1.Echo.Duplex is declared Duplex(EchoRequest): EchoReply, not ClientStreaming(EchoRequest): EchoReply.",
            e.Message);
    }

    [Fact]
    public void Constructor_WrongTypes_Throws()
    {
        const GrpcMethodKind Unary = GrpcMethodKind.Unary;

        Assert.Throws<ArgumentException>(() => new GrpcMethod<FailRequest, EchoReply>(EchoMethods.Service, "Unary", Unary));
        Assert.Throws<ArgumentException>(() => new GrpcMethod<EchoRequest, EchoRequest>(EchoMethods.Service, "Unary", Unary));
    }
}
