using FinCluster.Grpc.Wire;

namespace FinCluster.Grpc.Tests.Wire;

public sealed class GrpcHeadersTests
{
    [Theory]
    [InlineData("application/grpc", true)]
    [InlineData("application/grpc+proto", true)]
    [InlineData("Application/GRPC; charset=utf-8", true)]
    [InlineData("application/grpc+json", false)]
    [InlineData("application/grpc-web", false)]
    [InlineData("application/json", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void IsGrpcContentType_Value_TellsProtobufInGrpcFraming(string? value, bool expected) =>
        Assert.Equal(expected, GrpcHeaders.IsGrpcContentType(value));

    [Theory]
    [InlineData("gzip", true)]
    [InlineData("identity, deflate,GZIP", true)]
    [InlineData("x-gzip", false)]
    [InlineData("identity", false)]
    [InlineData(null, false)]
    public void AcceptsGzip_List_LooksForTheWholeName(string? value, bool expected) =>
        Assert.Equal(expected, GrpcHeaders.AcceptsGzip(value));
}
