using System.Text.Json;
using FinCluster.Testing;
using FinCluster.Testing.Processes;

namespace FinCluster.Process.Tests.CommandLine;

public sealed class CommandLineTests
{
    [Fact]
    public async Task Ask_NoServerRuns_StartsOneAndAnswers()
    {
        using var folder = new TemporaryFolder();

        await using ChildProcess ask = await RunProgramAsync("ask", "什么是LPR？", "--data", folder.Path);

        Assert.True(ask.ExitCode == 0, ask.LastLines);
        Assert.StartsWith("LPR是贷款市场报价利率", Assert.Single(ask.Output), StringComparison.Ordinal);
        Assert.Empty(ask.ChildIds());
    }

    [Fact]
    public async Task Ask_ServerRuns_UsesIt()
    {
        await using ServeProcess server = await ServeProcess.StartAsync();

        await using ChildProcess ask = await RunProgramAsync("ask", "-", "--data", server.DataFolder, "--json");

        JsonElement answer = JsonDocument.Parse(string.Concat(ask.Output)).RootElement;
        Assert.Equal("finlite-central", answer.GetProperty("model").GetString());
        Assert.Equal("stop", answer.GetProperty("finish_reason").GetString());
    }

    [Fact]
    public async Task Chat_LinesOnStandardInput_AreOneConversation()
    {
        await using ServeProcess server = await ServeProcess.StartAsync();

        await using ChildProcess chat = await ChildProcess.RunAsync(
            FinClusterProgram.Path, ["chat", "--data", server.DataFolder], ServeProcess.ProgramEnvironment, "可转债是什么？\n那它有什么风险？\n/exit\n");
        await using ChildProcess sessions = await RunProgramAsync("sessions", "list", "--data", server.DataFolder, "--json");

        Assert.True(chat.ExitCode == 0, chat.LastLines);
        Assert.Equal(2, chat.Output.Count);
        Assert.StartsWith("可转债的主要风险", chat.Output[1], StringComparison.Ordinal);
        JsonElement session = Assert.Single(JsonDocument.Parse(string.Concat(sessions.Output)).RootElement.EnumerateArray());
        Assert.Equal((2, 4), (session.GetProperty("version").GetInt32(), session.GetProperty("message_count").GetInt32()));
    }

    [Fact]
    public async Task Status_And_Models_PrintJsonAndTables()
    {
        await using ServeProcess server = await ServeProcess.StartAsync();

        await using ChildProcess statusJson = await RunProgramAsync("status", "--data", server.DataFolder, "--json");
        await using ChildProcess status = await RunProgramAsync("status", "--data", server.DataFolder);
        await using ChildProcess modelsJson = await RunProgramAsync("models", "--server", server.Ready.Grpc!, "--json");
        await using ChildProcess models = await RunProgramAsync("models", "--server", server.Ready.Grpc!);

        JsonElement node = JsonDocument.Parse(string.Concat(statusJson.Output)).RootElement.GetProperty("nodes")[0];
        Assert.True(node.GetProperty("reachable").GetBoolean());
        Assert.Contains("ready", string.Join('\n', status.Output), StringComparison.Ordinal);
        JsonElement model = Assert.Single(JsonDocument.Parse(string.Concat(modelsJson.Output)).RootElement.EnumerateArray());
        Assert.Equal("finlite-central", model.GetProperty("name").GetString());
        Assert.Matches("^[0-9a-f]{64}$", model.GetProperty("content_hash").GetString());
        Assert.Contains("finlite-central", string.Join('\n', models.Output), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "no server runs", "status", "--data")]
    [InlineData(2, "--http 'nowhere'", "serve", "--http", "nowhere", "--data")]
    [InlineData(2, "--cluster 'mars'", "serve", "--cluster", "mars", "--data")]
    [InlineData(2, "--nodes", "serve", "--nodes", "0", "--data")]
    [InlineData(1, "no tenant is defined", "serve", "--http", "*:0", "--grpc", "127.0.0.1:0", "--data")]
    [InlineData(2, "--no-such-option", "models", "--no-such-option", "--data")]
    public async Task Program_WrongUse_SaysWhatIsWrong(int exitCode, string message, params string[] arguments)
    {
        using var folder = new TemporaryFolder();

        await using ChildProcess program = await RunProgramAsync([.. arguments, folder.Path]);

        Assert.True(exitCode == program.ExitCode, $"{program.ExitCode}{Environment.NewLine}{program.LastLines}");
        Assert.Contains(message, program.LastLines, StringComparison.Ordinal);
        Assert.DoesNotContain(program.Output, line => line.StartsWith("READY", StringComparison.Ordinal));
    }

    private static Task<ChildProcess> RunProgramAsync(params string[] arguments) =>
        ChildProcess.RunAsync(FinClusterProgram.Path, arguments, ServeProcess.ProgramEnvironment, "什么是LPR？");
}
