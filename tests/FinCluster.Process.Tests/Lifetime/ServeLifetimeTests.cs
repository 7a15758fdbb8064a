using System.Net;
using System.Text.Json;
using FinCluster.Testing;
using FinCluster.Testing.Processes;

namespace FinCluster.Process.Tests.Lifetime;

public sealed class ServeLifetimeTests
{
    [Fact]
    public async Task Serve_WhenReady_PrintsOneLineWithWhereItListens()
    {
        await using ServeProcess server = await ServeProcess.StartAsync();

        string line = Assert.Single(server.Process.Output);
        JsonElement ready = JsonDocument.Parse(line["READY ".Length..]).RootElement;
        Assert.Equal("serve", ready.GetProperty("role").GetString());
        Assert.Equal(server.Process.Id, ready.GetProperty("pid").GetInt32());
        using HttpResponseMessage response = await server.Http.GetAsync("/health", TestTimeouts.Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Serve_Terminated_FinishesTheAnswerAndStopsItsNodes()
    {
        await using ServeProcess server = await ServeProcess.StartAsync();
        int node = Assert.Single(server.Process.ChildIds());
        string text = Chat.LongText(120);

        ChatAnswer answer = await server.Grpc.AskAsync(
            Chat.Dictation(text), deltas => deltas == 3 ? server.Process.SignalAsync("TERM") : Task.CompletedTask);
        await server.Process.WaitForExitAsync();

        Assert.Equal(text, answer.Text);
        Assert.Equal(0, server.Process.ExitCode);
        Assert.False(Signals.IsAlive(node));
    }

    [Fact]
    public async Task Serve_TerminatedWithoutPatience_EndsTheAnswerWithAnError()
    {
        await using ServeProcess server = await ServeProcess.StartAsync(null, "--drain-timeout", "0");

        Grpc.GrpcException error = await Assert.ThrowsAsync<Grpc.GrpcException>(() => server.Grpc.AskAsync(
            Chat.Dictation(Chat.LongText(150)), deltas => deltas == 3 ? server.Process.SignalAsync("TERM") : Task.CompletedTask));
        await server.Process.WaitForExitAsync();

        Assert.Equal((Grpc.GrpcStatus.Unavailable, "shutting_down"), (error.Status, error.Trailers["fincluster-error"]));
        Assert.Equal(0, server.Process.ExitCode);
    }

    [Fact]
    public async Task Serve_ParentGone_Stops()
    {
        await using ChildProcess parent = ChildProcess.Start("sleep", ["600"]);
        await using ServeProcess server = await ServeProcess.StartAsync(null, "--parent-pid", parent.ToString());
        int node = Assert.Single(server.Process.ChildIds());

        await parent.SignalAsync("KILL");
        await server.Process.WaitForExitAsync();

        Assert.Equal(0, server.Process.ExitCode);
        await Signals.WaitForExitAsync(node);
    }

    [Fact]
    public async Task Serve_Killed_LeavesNoNodeBehind()
    {
        await using ServeProcess server = await ServeProcess.StartAsync(null, "--nodes", "2");
        IReadOnlyList<int> nodes = server.Process.ChildIds();
        Assert.Equal(2, nodes.Count);

        await server.Process.SignalAsync("KILL");

        foreach (int node in nodes)
        {
            await Signals.WaitForExitAsync(node);
        }
    }

    [Fact]
    public async Task Serve_Stopped_LeavesNoServerRecord()
    {
        using var folder = new TemporaryFolder();
        await using ServeProcess server = await ServeProcess.StartAsync(folder.Path);
        Assert.True(File.Exists(folder.File("server.json")));

        await server.Process.SignalAsync("TERM");
        await server.Process.WaitForExitAsync();

        Assert.False(File.Exists(folder.File("server.json")));
    }
}
