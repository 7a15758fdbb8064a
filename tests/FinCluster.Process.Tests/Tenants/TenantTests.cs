using System.ClientModel;
using System.Text.Json;
using FinCluster.Testing;
using FinCluster.Testing.Processes;
using OpenAI;
using OpenAI.Chat;

namespace FinCluster.Process.Tests.Tenants;

/// <summary>From <c>tenants add</c> to a revoked key, with the real server and OpenAI's own client.</summary>
public sealed class TenantTests
{
    [Fact]
    public async Task Tenant_AddedServedAndRevoked_GoodKeyIsAnsweredAndNoOther()
    {
        using var folder = new TemporaryFolder();
        string key = Assert.Single(await RunAsync(null, "tenants", "add", "acme", "--tokens-per-minute", "100000", "--data", folder.Path));
        await using ServeProcess server = await ServeProcess.StartAsync(folder.Path);

        ChatCompletion answer = await AskAsync(server, key);
        ClientResultException wrong = await Assert.ThrowsAsync<ClientResultException>(() => AskAsync(server, "fk_" + new string('A', 43)));

        Assert.StartsWith("LPR是贷款市场报价利率", Assert.Single(answer.Content).Text, StringComparison.Ordinal);
        Assert.Equal(401, wrong.Status);
        Assert.Contains("invalid_api_key", wrong.Message, StringComparison.Ordinal);
        Assert.NotEmpty(await RunAsync(key, "status", "--data", folder.Path));
        await WaitForSpendAsync(folder.Path, answer.Usage.TotalTokenCount);

        await RunAsync(null, "tenants", "revoke", "acme", "--data", folder.Path);
        await Eventually.IsTrueAsync(async () => !await IsAnsweredAsync(server, key));
    }

    [Fact]
    public async Task Ask_NoServerRunsAndTenantsAreDefined_NeedsNoKey()
    {
        using var folder = new TemporaryFolder();
        await RunAsync(null, "tenants", "add", "acme", "--data", folder.Path);

        Assert.NotEmpty(await RunAsync(null, "ask", "什么是LPR？", "--data", folder.Path));
    }

    private static async Task<ChatCompletion> AskAsync(ServeProcess server, string key)
    {
        var client = new OpenAIClient(new ApiKeyCredential(key), new OpenAIClientOptions { Endpoint = new Uri($"http://{server.Ready.Http}/v1") });
        return await client.GetChatClient("finlite-central").CompleteChatAsync(
            [new UserChatMessage("什么是LPR？")], new ChatCompletionOptions { Temperature = 0 }, TestTimeouts.Token);
    }

    private static async Task<bool> IsAnsweredAsync(ServeProcess server, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/models");
        request.Headers.Authorization = new("Bearer", key);
        using HttpResponseMessage response = await server.Http.SendAsync(request, TestTimeouts.Token);
        return response.IsSuccessStatusCode;
    }

    private static async Task WaitForSpendAsync(string folder, long tokens)
    {
        long spent;
        do
        {
            string list = string.Concat(await RunAsync(null, "tenants", "list", "--json", "--data", folder));
            spent = JsonDocument.Parse(list).RootElement[0].GetProperty("tokens_this_month").GetInt64();
        }
        while (spent < tokens);
        Assert.Equal(tokens, spent);
    }

    private static async Task<IReadOnlyList<string>> RunAsync(string? key, params string[] arguments)
    {
        var environment = new Dictionary<string, string?>(ServeProcess.ProgramEnvironment) { ["FINCLUSTER_API_KEY"] = key };
        await using ChildProcess program = await ChildProcess.RunAsync(FinClusterProgram.Path, arguments, environment);
        Assert.True(program.ExitCode == 0, program.LastLines);
        return program.Output;
    }
}
