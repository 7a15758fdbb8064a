using System.Text;
using System.Text.Json;
using FinCluster.Testing;
using FinCluster.Testing.Processes;

namespace FinCluster.Process.Tests.Compliance;

/// <summary>A server with the shipped model, whose alias knows the example of the documentation.</summary>
public sealed class KnowledgeRunTests
{
    private const string Alias = "fin-chat";

    [Fact]
    public async Task Run_AnswersFromWhatTheReleaseKnows_AndTheAnswerCanBeReplayed()
    {
        using var folder = new TemporaryFolder();
        await using ServeProcess server = await ServeProcess.StartAsync(folder.File("data"));
        await ModelsAsync(server, "push", RepositoryPaths.ShippedModel, "--kind", "base", "--name", "fin-base");
        await ModelsAsync(server, "push", Path.Combine(RepositoryPaths.Root, "docs", "examples", "knowledge.jsonl"), "--kind", "knowledge", "--name", "facts");
        string release = await ModelsAsync(server, "push", "--release", "--base", "fin-base", "--knowledge", "facts");
        await ModelsAsync(server, "promote", Alias, release, "--override", "a test");

        (string id, JsonElement answer) = await Eventually.GetAsync(async () => await AskAsync(server), found => found.Id.Length > 0);

        Assert.Equal("deposit-insurance", answer.GetProperty("knowledge")[0].GetProperty("id").GetString());
        await using ChildProcess shown = await RunAsync("audit", "show", id, "--secrets", "--audit", folder.File("data/audit"));
        string chain = string.Join('\n', shown.Output);
        Assert.Contains("knowledge.found", chain, StringComparison.Ordinal);
        Assert.Contains("请依据以下资料回答问题", chain, StringComparison.Ordinal);
        await using ChildProcess replayed = await RunAsync("audit", "replay", id, "--audit", folder.File("data/audit"), "--data", folder.File("data"));
        Assert.True(replayed.ExitCode == 0, replayed.LastLines);
        Assert.Contains("the same text", replayed.Output[^1], StringComparison.Ordinal);
        await using ChildProcess asked = await RunAsync("ask", "存款保险最多赔多少钱", "--model", Alias, "--max-tokens", "8", "--data", folder.File("data"));
        Assert.Equal("[1] 存款保险 (《存款保险条例》第五条, 2026-01-01)", asked.Output[^1]);
    }

    // The alias is there a moment after the command.
    private static async Task<(string Id, JsonElement Answer)> AskAsync(ServeProcess server)
    {
        using var content = new StringContent(
            $$"""{"model":"{{Alias}}","messages":[{"role":"user","content":"存款保险最多赔多少钱"}],"temperature":0.7,"max_tokens":40}""", Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await server.Http.PostAsync(new Uri("/v1/chat/completions", UriKind.Relative), content, TestTimeouts.Token);
        string text = await response.Content.ReadAsStringAsync(TestTimeouts.Token);
        return response.IsSuccessStatusCode
            ? (response.Headers.GetValues("X-Request-Id").Single(), JsonDocument.Parse(text).RootElement)
            : ("", default);
    }

    private static async Task<string> ModelsAsync(ServeProcess server, params string[] arguments)
    {
        await using ChildProcess program = await RunAsync(["models", .. arguments, "--server", server.Ready.Grpc!]);
        Assert.True(program.ExitCode == 0, program.LastLines);
        return program.Output[^1];
    }

    private static Task<ChildProcess> RunAsync(params string[] arguments) =>
        ChildProcess.RunAsync(FinClusterProgram.Path, arguments, ServeProcess.ProgramEnvironment);
}
