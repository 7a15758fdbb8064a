using FinCluster.Testing;

namespace FinCluster.Process.Tests.BadInput.Start;

/// <summary>Command lines that ask for what cannot be.</summary>
public sealed class OptionTests
{
    [Theory]
    [InlineData("--parallel", "0", "--parallel must be between 1 and 256, it is 0")]
    [InlineData("--parallel", "-1", "--parallel must be between")]
    [InlineData("--parallel", "100000", "--parallel must be between")]
    [InlineData("--parallel", "99999999999999999999", "--parallel")]
    [InlineData("--parallel", "many", "--parallel")]
    [InlineData("--context", "-5", "between 16 and 1048576")]
    [InlineData("--context", "1", "between 16 and 1048576")]
    [InlineData("--context", "2000000000", "between 16 and 1048576")]
    [InlineData("--context", "1e3", "--context")]
    [InlineData("--batch", "1", "--batch must be between 32 and 8192")]
    [InlineData("--batch", "-2147483648", "--batch must be between")]
    [InlineData("--prefill-chunk", "0", "--prefill-chunk must be between")]
    [InlineData("--threads", "10000", "--threads must be between")]
    [InlineData("--threads", "-1", "--threads must be between")]
    [InlineData("--gpu-layers", "-2", "--gpu-layers must be between")]
    [InlineData("--max-queue", "0", "--max-queue must be between")]
    [InlineData("--max-queue", "2147483647", "--max-queue must be between")]
    [InlineData("--nodes", "65", "--nodes must be between")]
    [InlineData("--nodes", "-1", "--nodes must be between")]
    [InlineData("--drain-timeout", "-1", "--drain-timeout must be between")]
    [InlineData("--drain-timeout", "NaN", "--drain-timeout must be between")]
    [InlineData("--drain-timeout", "1e400", "--drain-timeout must be between")]
    [InlineData("--report-interval", "0", "--report-interval must be between 1 and 200 milliseconds, it is 0")]
    [InlineData("--report-interval", "201", "--report-interval must be between 1 and 200")]
    [InlineData("--report-interval", "NaN", "--report-interval must be between 1 and 200")]
    [InlineData("--suspect-after", "99", "--suspect-after must be between 100 and 60000 milliseconds")]
    [InlineData("--suspect-after", "200", "--suspect-after must be more than --report-interval")]
    [InlineData("--suspect-after", "1e400", "--suspect-after must be between")]
    [InlineData("--suspect-after", "soon", "--suspect-after")]
    [InlineData("--lost-after", "500", "--lost-after must be more than --suspect-after")]
    [InlineData("--lost-after", "300001", "--lost-after must be between 200 and 300000")]
    [InlineData("--node-call-timeout", "0", "--node-call-timeout must be between 50 and 60000")]
    [InlineData("--log-level", "loud", "--log-level")]
    [InlineData("--http", "127.0.0.1:99999", "--http '127.0.0.1:99999'")]
    [InlineData("--http", "[::1", "--http '[::1'")]
    [InlineData("--grpc", "256.0.0.1:1", "--grpc '256.0.0.1:1'")]
    [InlineData("--grpc", "", "--grpc ''")]
    [InlineData("--data", "", "--data")]
    [InlineData("--data", " ", "--data")]
    [InlineData("--model", "", "--model ''")]
    [InlineData("--model", "=", "--model '='")]
    [InlineData("--model", "name=", "--model 'name='")]
    [InlineData("--no-such-option", "1", "--no-such-option")]
    public Task Option_OutOfRange_IsNamed(string option, string value, string message) => AssertRefusedAsync(message, option, value);

    [Fact]
    public Task Batch_SmallerThanTheSequences_IsRefused() =>
        AssertRefusedAsync("a batch of 32 tokens is too small for 256 sequences", "--batch", "32", "--parallel", "256");

    [Fact]
    public Task Context_ThatFitsNoMemory_IsRefused() =>
        AssertRefusedAsync(1, "fincluster: ", "--context", "1048576", "--parallel", "256");

    [Fact]
    public async Task Models_WithOneName_AreRefused()
    {
        string model = RepositoryPaths.StarterModel;

        await AssertRefusedAsync("'one'", "--model", $"one={model}", "--model", $"two={model}", "--model", $"one={model}");
        await AssertRefusedAsync("'finlite-starter-q8_0'", "--model", model, "--model", model);
        await AssertRefusedAsync("--edge: 'finlite-starter-q8_0'", "--model", model, "--edge", model);
    }

    private static Task AssertRefusedAsync(string message, params string[] arguments) => AssertRefusedAsync(2, message, arguments);

    private static async Task AssertRefusedAsync(int exitCode, string message, params string[] arguments)
    {
        using var folder = new TemporaryFolder();
        string[] defaults = ["--http", "127.0.0.1:0", "--grpc", "127.0.0.1:0", "--data", folder.Path];
        IEnumerable<string> others = defaults.Chunk(2).Where(pair => !arguments.Contains(pair[0])).SelectMany(pair => pair);

        await StartFailure.AssertAsync(exitCode, message, [.. others, .. arguments]);
    }
}
