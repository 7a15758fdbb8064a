using System.Security.Cryptography;
using FinCluster.Core.Catalog;

namespace FinCluster.Core.Tests.Catalog;

public sealed class ArtifactHashTests
{
    private const string OfNothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    [Fact]
    public void IsTheDigestInLowerCase() => Assert.Equal(OfNothing, ArtifactHash.FromDigest(SHA256.HashData([])).Value);

    [Fact]
    public void ReadsWhatItWrote()
    {
        Assert.True(ArtifactHash.TryParse(OfNothing, out ArtifactHash hash));
        Assert.Equal(ArtifactHash.FromDigest(SHA256.HashData([])), hash);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("e3b0c442")]
    [InlineData("E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855")]
    [InlineData("../0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b8550")]
    public void RefusesAnythingElse(string? text) => Assert.False(ArtifactHash.TryParse(text, out _));
}
