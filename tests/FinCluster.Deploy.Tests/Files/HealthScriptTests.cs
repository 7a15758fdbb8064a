using System.Net;
using FinCluster.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace FinCluster.Deploy.Tests.Files;

/// <summary>deploy/docker/fincluster-health, which containers and `helm test` ask.</summary>
public sealed class HealthScriptTests
{
    private static readonly string Script = Path.Combine(RepositoryPaths.Root, "deploy", "docker", "fincluster-health");

    [Theory]
    [InlineData("/health", 0)]
    [InlineData("/away", 1)]
    [InlineData("/nothing", 1)]
    public async Task Http_Page_IsWellWhenItAnswers200(string path, int exitCode)
    {
        await using WebApplication server = await StartAsync();

        Assert.Equal(exitCode, await AskAsync(server.Urls.Single() + path));
    }

    [Fact]
    public async Task Tcp_Port_IsWellWhileSomebodyListens()
    {
        WebApplication server = await StartAsync();
        string address = server.Urls.Single().Replace("http://", "tcp://", StringComparison.Ordinal);

        Assert.Equal(0, await AskAsync(address));
        await server.DisposeAsync();
        Assert.NotEqual(0, await AskAsync(address));
    }

    private static async Task<int> AskAsync(string target)
    {
        ToolResult? result = await Tool.TryRunAsync("bash", [Script, target]);
        Assert.SkipWhen(result is null, "there is no bash");
        return result!.ExitCode;
    }

    private static async Task<WebApplication> StartAsync()
    {
        WebApplication server = WebApplication.CreateSlimBuilder().Build();
        server.Urls.Add("http://127.0.0.1:0");
        server.MapGet("/health", () => "ok");
        server.MapGet("/away", () => Results.StatusCode((int)HttpStatusCode.ServiceUnavailable));
        await server.StartAsync(TestTimeouts.Token);
        return server;
    }
}
