using FinCluster.Grpc.Wire;

namespace FinCluster.Grpc.Tests.Wire;

public sealed class MetadataCodecTests
{
    [Theory]
    [InlineData("AAEC", new byte[] { 0, 1, 2 })]
    [InlineData("AAE", new byte[] { 0, 1 })]
    [InlineData("AAE=", new byte[] { 0, 1 })]
    [InlineData("AA", new byte[] { 0 })]
    [InlineData("", new byte[0])]
    public void Decode_Base64WithOrWithoutPadding_GivesBytes(string header, byte[] expected) =>
        Assert.Equal(expected, Decode("x-some-bin", header).GetBytes("x-some-bin"));

    [Fact]
    public void Decode_JoinedBinaryValues_AreSplit()
    {
        GrpcMetadata metadata = Decode("x-some-bin", "AA, AQ==");

        Assert.Equal([[0], [1]], metadata.Select(entry => entry.Bytes));
    }

    [Theory]
    [InlineData("grpc-status", "0")]
    [InlineData("grpc-encoding", "gzip")]
    [InlineData("Content-Type", "application/grpc")]
    [InlineData("te", "trailers")]
    [InlineData(":path", "/")]
    [InlineData("x-text", "not ascii: é")]
    [InlineData("x-some-bin", "!!!")]
    [InlineData("x-some-bin", "A")]
    public void Decode_ProtocolHeaderOrMalformedValue_IsNoMetadata(string name, string value) => Assert.Empty(Decode(name, value));

    [Fact]
    public void Decode_MixedCaseName_IsLowered() => Assert.Equal("v", Assert.Single(Decode("X-Text", " v ")).Text);

    [Fact]
    public void Encode_Bytes_HasNoPadding()
    {
        var metadata = new GrpcMetadata { { "x-some-bin", [0, 1] } };

        Assert.Equal("AAE", MetadataCodec.Encode(metadata.Single()));
    }

    private static GrpcMetadata Decode(string name, string value)
    {
        var metadata = new GrpcMetadata();
        MetadataCodec.Decode(metadata, name, value);
        return metadata;
    }
}
