using FinCluster.Core.Catalog;
using FinCluster.Core.Errors;
using FinCluster.Core.Replicas;

namespace FinCluster.Core.Tests.Replicas;

public sealed class ReplicaSpecTests
{
    private static readonly ReplicaSpec Good = new()
    {
        Name = "fin-chat+brokerage+aml",
        Base = new ArtifactReference(Hash(1), 10, [new Uri("grpc://10.0.0.1:8081")]),
        Adapters = [Adapter(2), Adapter(3)],
    };

    [Fact]
    public void Validate_Good_Passes() => Good.Validate();

    [Theory]
    [InlineData(0)]
    [InlineData(0.5f)]
    [InlineData(10)]
    public void Validate_ScaleInRange_Passes(float scale) => (Good with { Adapters = [Adapter(2) with { Scale = scale }] }).Validate();

    [Theory]
    [InlineData(-0.1f)]
    [InlineData(10.1f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Validate_ScaleOutOfRange_Throws(float scale) =>
        AssertInvalid(Good with { Adapters = [Adapter(2), Adapter(3) with { Scale = scale }] }, "adapters[1].scale");

    [Fact]
    public void Validate_TooManyAdapters_Throws() =>
        AssertInvalid(Good with { Adapters = [.. Enumerable.Range(2, 5).Select(i => Adapter((byte)i))] }, "adapters");

    [Theory]
    [InlineData("http://10.0.0.1:8081")]
    [InlineData("grpc://10.0.0.1")]
    [InlineData("grpc:///x")]
    public void Validate_SourceOfAnotherKind_Throws(string source) =>
        AssertInvalid(Good with { Base = Good.Base with { Sources = [new Uri(source)] } }, "base.sources");

    [Fact]
    public void HasSameContent_OtherSourcesAndName_IsSame() =>
        Assert.True(Good.HasSameContent(Good with { Name = "other", Base = Good.Base with { Sources = [], SizeBytes = 0 } }));

    [Fact]
    public void HasSameContent_OtherOrder_IsAnother() => Assert.False(Good.HasSameContent(Good with { Adapters = [Adapter(3), Adapter(2)] }));

    [Fact]
    public void HasSameContent_OtherTemplate_IsAnother()
    {
        ReplicaSpec own = Good with { Template = Template(1) };

        Assert.True(own.HasSameContent(Good with { Template = Template(2) }));
        Assert.False(own.HasSameContent(Good));
        Assert.False(own.HasSameContent(Good with { Template = Template(1) with { Hash = Hash(9) } }));
    }

    [Fact]
    public void Validate_Template_IsAFileOfAtMostOneMebibyte()
    {
        (Good with { Template = Template(ChatTemplateRules.MaxBytes) }).Validate();
        AssertInvalid(Good with { Template = Template(ChatTemplateRules.MaxBytes + 1) }, "template.size");
        AssertInvalid(Good with { Template = Template(1) with { Hash = default } }, "template.sha256");
    }

    private static ArtifactReference Template(long bytes) => new(Hash(8), bytes, []);

    private static AdapterReference Adapter(byte content) => new(new ArtifactReference(Hash(content), 1, []));

    private static ArtifactHash Hash(byte content) => ArtifactHash.FromDigest([.. Enumerable.Repeat(content, 32)]);

    private static void AssertInvalid(ReplicaSpec spec, string field)
    {
        RequestException error = Assert.Throws<RequestException>(spec.Validate);
        Assert.Equal((ErrorCode.InvalidRequest, field), (error.Code, error.Parameter));
    }
}
