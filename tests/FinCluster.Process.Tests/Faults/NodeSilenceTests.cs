using FinCluster.Contracts.V1;
using FinCluster.Grpc.Client;
using FinCluster.Testing;
using FinCluster.Testing.Processes;
using FinCluster.Wire;

namespace FinCluster.Process.Tests.Faults;

/// <summary>A node that stands still keeps its connections open, so that only its silence tells.</summary>
[Collection(typeof(RunAlone))]
public sealed class NodeSilenceTests(ITestOutputHelper output)
{
    // Half a second to notice, and what the other node needs to read the prompt and the answer so far, on a machine that is busy with
    // other tests. Without reports, HTTP/2 pings would need 3 s.
    private static readonly TimeSpan LongestStall = TimeSpan.FromSeconds(2.5);

    [Fact]
    public async Task Chat_NodeStopsInTheMiddle_GoesOnElsewhereAndTheNodeIsUsedAgain()
    {
        await using ServeProcess server = await ServeProcess.StartAsync(null, "--nodes", "2");
        string text = Chat.LongText(160);
        int stopped = 0;
        long lastDelta = 0;
        TimeSpan stall = TimeSpan.Zero;

        ChatAnswer answer = await server.Grpc.AskAsync(Chat.Dictation(text), async deltas =>
        {
            long now = TimeProvider.System.GetTimestamp();
            if (stopped != 0)
            {
                TimeSpan gap = TimeProvider.System.GetElapsedTime(lastDelta, now);
                stall = gap > stall ? gap : stall;
            }

            if (deltas == 20)
            {
                stopped = await BusyNodeAsync(server);
                await Signals.SendAsync(stopped, "STOP");
            }

            lastDelta = TimeProvider.System.GetTimestamp();
        });

        output.WriteLine($"the longest pause after the stop: {stall.TotalMilliseconds:F0} ms");
        Assert.Equal(text, answer.Text);
        Assert.Equal(answer.Tokens.Count, answer.Finished.Usage.CompletionTokens);
        Assert.InRange(stall, TimeSpan.FromMilliseconds(200), LongestStall);
        GetStatusResponse status = await StatusAsync(server);
        Assert.Equal(1, status.Failovers);
        Assert.Equal([false, true], status.Nodes.Select(node => node.Reachable).Order());

        await Signals.SendAsync(stopped, "CONT");
        await WaitUntilAsync(server, status => status.Nodes.All(node => node.Reachable));
        long[] before = Generated(await StatusAsync(server));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => server.Grpc.AskAsync(Chat.Question("什么是LPR？"))));
        await WaitUntilAsync(server, status => Generated(status).Zip(before).All(pair => pair.First > pair.Second));
    }

    // One stream runs, so one node is busy; the processes are asked, because the status does not say whose process a node is.
    private static async Task<int> BusyNodeAsync(ServeProcess server)
    {
        GetStatusResponse status = await WaitUntilAsync(
            server, status => status.Nodes.Count(node => node.Replicas[0].Statistics?.RunningRequests > 0) == 1);
        string address = status.Nodes.Single(node => node.Replicas[0].Statistics.RunningRequests > 0).Address;
        string port = address[(address.LastIndexOf(':') + 1)..];
        return server.Process.ChildIds().Single(id => ListeningPorts.Of(id).Contains(port));
    }

    private static Task<GetStatusResponse> WaitUntilAsync(ServeProcess server, Func<GetStatusResponse, bool> isReached) =>
        Eventually.GetAsync(async () => await StatusAsync(server), isReached);

    private static async Task<GetStatusResponse> StatusAsync(ServeProcess server) => await server.Grpc.UnaryAsync(
        PublicMethods.GetStatus, new GetStatusRequest(), GrpcCallOptions.Default, TestTimeouts.Token);

    private static long[] Generated(GetStatusResponse status) =>
        [.. status.Nodes.OrderBy(node => node.Id, StringComparer.Ordinal).Select(node => node.Replicas[0].Statistics?.GeneratedTokens ?? 0)];
}
