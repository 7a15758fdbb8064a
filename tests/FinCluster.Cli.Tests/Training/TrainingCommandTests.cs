using System.CommandLine;
using System.Text.Json;
using FinCluster.Cli.Commands;
using FinCluster.Inference.Models;
using FinCluster.Testing;

namespace FinCluster.Cli.Tests.Training;

public sealed class TrainingCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public TrainingCommandTests() =>
        File.WriteAllText(_folder.File("facts.zh.txt"), "什么是债券？||债券的意思=>债券是发行人借钱的凭证。\n");

    [Fact]
    public async Task Train_ThenAdapterMake_WriteFilesThatFitEachOther()
    {
        string model = _folder.File("model.gguf");
        string adapter = _folder.File("adapter.gguf");

        (int trained, string trainOutput, string progress) = await RunAsync(
            "train", "--corpus", _folder.Path, "--preset", "tiny", "--vocabulary", RepositoryPaths.StarterModel, "--out", model, "--steps", "2",
            "--tokens-per-step", "100", "--json");
        (int made, string makeOutput, _) = await RunAsync(
            "adapter", "make", "--base", model, "--corpus", _folder.Path, "--out", adapter, "--rank", "2", "--targets", "attn_q,attn_v",
            "--steps", "2", "--tokens-per-step", "100");

        Assert.Equal((0, 0), (trained, made));
        Assert.Equal(2, JsonDocument.Parse(trainOutput).RootElement.GetProperty("steps").GetInt32());
        Assert.Contains("step 2/2", progress, StringComparison.Ordinal);
        Assert.Contains("parameter change", makeOutput, StringComparison.Ordinal);
        GgufFile file = GgufFile.Read(adapter);
        file.CheckFits(GgufFile.Read(model));
        Assert.Equal(
            await ModelFile.ComputeHashAsync(model, null, TestTimeouts.Token), file.Metadata.FindText("fincluster.base.sha256"));
    }

    [Theory]
    [InlineData("--steps", "0")]
    [InlineData("--threads", "0")]
    [InlineData("--tokens-per-step", "-1")]
    [InlineData("--held-out", "/nowhere")]
    [InlineData("--matrix-rate", "2")]
    [InlineData("--minutes", "0")]
    public async Task Train_OptionOutOfRange_IsAWrongCommandLine(string option, string value)
    {
        (int code, _, string error) = await RunAsync(
            "train", "--corpus", _folder.Path, "--preset", "tiny", "--vocabulary", RepositoryPaths.StarterModel, "--out", _folder.File("a.gguf"),
            option, value);

        Assert.Equal(ExitCodes.Usage, code);
        Assert.Contains(option, error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.File("a.gguf")));
    }

    [Fact]
    public async Task Train_ResumeWithoutACheckpoint_SaysSo()
    {
        (int code, _, string error) = await RunAsync(
            "train", "--corpus", _folder.Path, "--preset", "tiny", "--vocabulary", RepositoryPaths.StarterModel, "--out", _folder.File("a.gguf"),
            "--checkpoint", _folder.File("none"), "--resume");

        Assert.Equal(ExitCodes.Error, code);
        Assert.Contains("checkpoint", error, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var configuration = new InvocationConfiguration { Output = new StringWriter(), Error = new StringWriter() };
        int code = await FinClusterCommand.Create().Parse(arguments).InvokeAsync(configuration, TestTimeouts.Token);
        return (code, configuration.Output.ToString()!, configuration.Error.ToString()!);
    }
}
