namespace FinCluster.Grpc.Tests;

public sealed class GrpcMetadataTests
{
    [Fact]
    public void Add_SeveralOfOneKey_KeepsAllInOrder()
    {
        var metadata = new GrpcMetadata { { "x-key", "a" }, { "x-key-bin", [1] }, { "x-key", "b" } };

        Assert.Equal(["a", null, "b"], metadata.Select(entry => entry.Text));
        Assert.Equal("a", metadata["x-key"]);
        Assert.Equal("a", metadata["X-Key"]);
        Assert.Equal([1], metadata.GetBytes("x-key-bin"));
        Assert.Null(metadata["x-other"]);
        Assert.Null(metadata.GetBytes("x-key"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("X-Upper")]
    [InlineData("with space")]
    [InlineData("colon:")]
    [InlineData("naïve")]
    [InlineData("grpc-status")]
    [InlineData("grpc-timeout")]
    [InlineData("content-type")]
    [InlineData("te")]
    [InlineData("x-bytes-bin")]
    public void Add_BadTextKey_Throws(string key) => Assert.ThrowsAny<ArgumentException>(() => new GrpcMetadata { { key, "value" } });

    [Theory]
    [InlineData("é")]
    [InlineData("line\nbreak")]
    [InlineData("\0")]
    [InlineData(" outer")]
    [InlineData("outer ")]
    public void Add_BadTextValue_Throws(string value) => Assert.Throws<ArgumentException>(() => new GrpcMetadata { { "x-key", value } });

    [Fact]
    public void Add_BytesUnderATextKey_Throws() => Assert.Throws<ArgumentException>(() => new GrpcMetadata { { "x-key", [1] } });

    [Fact]
    public void Add_StatusDetails_AreTheApplications() => Assert.Single(new GrpcMetadata { { "grpc-status-details-bin", [1] } });

    [Fact]
    public void Add_ToEmpty_Throws() => Assert.Throws<InvalidOperationException>(() => GrpcMetadata.Empty.Add("x-key", "value"));

    [Fact]
    public void Exception_WithOk_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => new GrpcException(GrpcStatus.Ok, "fine"));
}
