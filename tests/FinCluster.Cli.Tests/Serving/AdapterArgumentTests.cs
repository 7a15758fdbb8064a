using FinCluster.Cli.Commands;
using FinCluster.Cli.Serving;
using FinCluster.Inference.Adapters;

namespace FinCluster.Cli.Tests.Serving;

public sealed class AdapterArgumentTests
{
    public static TheoryData<string, string, (string Name, string Path, float Scale)[]> Good => new()
    {
        { "x=/a/b.gguf", "x", [("x", "/a/b.gguf", 1)] },
        { "x=/a/b.gguf@0.5", "x", [("x", "/a/b.gguf", 0.5f)] },
        { "x=/a@b/c.gguf", "x", [("x", "/a@b/c.gguf", 1)] },
        { "d+t=/d.gguf@2,/t.gguf", "d+t", [("d", "/d.gguf", 2), ("t", "/t.gguf", 1)] },
        { "both=/d.gguf,/t.gguf@0", "both", [("d", "/d.gguf", 1), ("t", "/t.gguf", 0)] },
    };

    [Theory]
    [MemberData(nameof(Good))]
    public void Parse_Good_IsReadAndWrittenTheSame(string text, string name, (string Name, string Path, float Scale)[] files)
    {
        AdapterArgument argument = AdapterArgument.Parse(text);
        AdapterArgument again = AdapterArgument.Parse(argument.ToString());

        Assert.Equal(name, argument.Name);
        Assert.Equal(files.Select(file => new AdapterFile(file.Name, file.Path, file.Scale)), argument.Adapters);
        Assert.Equal(argument.Adapters, again.Adapters.AsEnumerable());
    }

    [Theory]
    [InlineData("/a/b.gguf")]
    [InlineData("=/a/b.gguf")]
    [InlineData("x=")]
    [InlineData("x=/a,")]
    [InlineData("a b=/a")]
    [InlineData("x=/a@11")]
    [InlineData("x=/a@-1")]
    [InlineData("x=/a@nan")]
    [InlineData("x=/1,/2,/3,/4,/5")]
    public void Parse_Bad_IsAUsageError(string text) => Assert.Throws<UsageException>(() => AdapterArgument.Parse(text));
}
