using System.Collections.Concurrent;
using System.Globalization;
using FinCluster.Cluster.Local;
using FinCluster.Core.Fleet;
using FinCluster.Node.Supervision;
using FinCluster.Testing;
using FinCluster.Testing.Engine;
using FinCluster.Testing.Processes;
using Microsoft.Extensions.Logging.Abstractions;

namespace FinCluster.Node.Tests.Supervision;

/// <summary>The child process is a script that says READY for a node in this process.</summary>
public sealed class NodeSupervisorTests : IAsyncLifetime
{
    private readonly FakeInferenceEngine _engine = new();
    private readonly LocalFleet _fleet = new();
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly TemporaryFolder _folder = new();
    private RunningNode _node = null!;

    public async ValueTask InitializeAsync() => _node = await RunningNode.StartAsync(_engine);

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task StartAsync_NodeIsReady_TellsTheFleetWhatItServes()
    {
        using NodeSupervisor supervisor = NewSupervisor(Sleeping);

        await supervisor.StartAsync(TestTimeouts.Token);

        FleetNode node = Assert.Single(_fleet.Current.Nodes);
        Assert.Equal((new NodeId("node-0.1"), _node.Address, NodeState.Ready), (node.Id, node.Address, node.State));
        Assert.Equal([_engine.Model], node.Models);
        await supervisor.StopAsync(TestTimeouts.Token);
        Assert.Empty(_fleet.Current.Nodes);
        await Signals.WaitForExitAsync(ProcessId(0));
    }

    [Fact]
    public async Task Watch_NodeIsKilled_LeavesTheFleetAndComesBackUnderANewName()
    {
        using NodeSupervisor supervisor = NewSupervisor(Sleeping);
        await supervisor.StartAsync(TestTimeouts.Token);

        for (int death = 1; death <= 2; death++)
        {
            long version = _fleet.Current.Version;
            await Signals.SendAsync(ProcessId(death - 1), "KILL");
            FleetSnapshot gone = await _fleet.WaitForChangeAsync(version, TestTimeouts.Token);
            Assert.DoesNotContain(gone.Nodes, node => node.Id == new NodeId($"node-0.{death}"));
            FleetNode node = await WaitForNodeAsync();
            Assert.Equal(new NodeId($"node-0.{death + 1}"), node.Id);
        }

        await supervisor.StopAsync(TestTimeouts.Token);
        await Signals.WaitForExitAsync(ProcessId(2));
    }

    [Fact]
    public async Task Watch_RestartFails_IsTriedAgain()
    {
        string counter = _folder.File("starts");

        // The first and the fourth start succeed.
        string script = $"echo x >> {counter}; case $(wc -l < {counter}) in 2|3) echo broken; exit 1;; esac; {Sleeping}";
        using NodeSupervisor supervisor = NewSupervisor(script);
        await supervisor.StartAsync(TestTimeouts.Token);
        long version = _fleet.Current.Version;

        await Signals.SendAsync(ProcessId(0), "KILL");
        await _fleet.WaitForChangeAsync(version, TestTimeouts.Token);

        Assert.Equal(new NodeId("node-0.4"), (await WaitForNodeAsync()).Id);
        Assert.Equal(2, _lines.Count(line => line == "broken"));
        await supervisor.StopAsync(TestTimeouts.Token);
    }

    [Fact]
    public async Task StopAsync_NodeDrains_EndsByItselfUnharmed()
    {
        string ended = _folder.File("ended");
        using CancellationTokenRegistration _ = _node.Stopping.Register(() => File.WriteAllText(ended, ""));

        // Stands for a node that exits when it has drained.
        string script = $"echo $$; {SupervisedScript.Ready(_node)}; until [ -e {ended} ]; do sleep 0.02; done; echo drained";
        using NodeSupervisor supervisor = NewSupervisor(script, stopTimeout: TestTimeouts.Default);
        await supervisor.StartAsync(TestTimeouts.Token);

        await supervisor.StopAsync(TestTimeouts.Token);

        Assert.Empty(_fleet.Current.Nodes);
        Assert.Contains("drained", _lines);
    }

    [Fact]
    public async Task StopAsync_WhileTheNodeIsDown_EndsTheWaiting()
    {
        string script = $"[ -e {_folder.File("once")} ] && exit 1; touch {_folder.File("once")}; {Sleeping}";
        using NodeSupervisor supervisor = NewSupervisor(script);
        await supervisor.StartAsync(TestTimeouts.Token);
        long version = _fleet.Current.Version;
        await Signals.SendAsync(ProcessId(0), "KILL");
        await _fleet.WaitForChangeAsync(version, TestTimeouts.Token);

        await supervisor.StopAsync(TestTimeouts.Token).WaitAsync(TestTimeouts.Token);

        Assert.Empty(_fleet.Current.Nodes);
    }

    [Fact]
    public async Task StartAsync_WithheldVariable_IsNotTheNodes()
    {
        // Of one name that nobody else has, because the environment is the whole process's.
        string name = $"FINCLUSTER_TEST_{Guid.NewGuid():N}";
        Environment.SetEnvironmentVariable(name, "secret");
        using NodeSupervisor open = NewSupervisor($"echo open=${name}; {Sleeping}");
        using NodeSupervisor withheld = NewSupervisor($"echo withheld=${name}; {Sleeping}", withheld: [name]);

        await open.StartAsync(TestTimeouts.Token);
        await withheld.StartAsync(TestTimeouts.Token);

        Assert.Contains("open=secret", _lines);
        Assert.Contains("withheld=", _lines);
        await open.StopAsync(TestTimeouts.Token);
        await withheld.StopAsync(TestTimeouts.Token);
        Environment.SetEnvironmentVariable(name, null);
    }

    private string Sleeping => $"echo $$; {SupervisedScript.Ready(_node)}; exec sleep 1000";

    private NodeSupervisor NewSupervisor(string script, TimeSpan? stopTimeout = null, IReadOnlyList<string>? withheld = null)
    {
        NodeProcessOptions options = SupervisedScript.Options(script, _lines.Enqueue);
        return new NodeSupervisor(
            options with { StopTimeout = stopTimeout ?? options.StopTimeout, WithheldVariables = withheld ?? [] }, _fleet, TimeProvider.System, NullLogger<NodeSupervisor>.Instance);
    }

    private int ProcessId(int start) => _lines
        .Where(line => int.TryParse(line, out _))
        .Select(line => int.Parse(line, CultureInfo.InvariantCulture))
        .ElementAt(start);

    private async Task<FleetNode> WaitForNodeAsync()
    {
        FleetSnapshot snapshot = _fleet.Current;
        while (snapshot.Nodes.IsEmpty)
        {
            snapshot = await _fleet.WaitForChangeAsync(snapshot.Version, TestTimeouts.Token);
        }

        return Assert.Single(snapshot.Nodes);
    }
}
