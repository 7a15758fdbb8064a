using FinCluster.Core.Engine;

namespace FinCluster.Node.Reports;

/// <summary>What the reporter keeps of one replica, from when it comes until it goes.</summary>
internal sealed class ReportedReplica
{
    private readonly CancellationTokenSource _ending;

    /// <summary>Begins to keep it.</summary>
    /// <param name="engine">The replica.</param>
    /// <param name="meter">Measures it.</param>
    /// <param name="stoppingToken">The node's end.</param>
    public ReportedReplica(IInferenceEngine engine, ThroughputMeter meter, CancellationToken stoppingToken)
    {
        Engine = engine;
        Meter = meter;
        _ending = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        Ending = _ending.Token;
    }

    /// <summary>Gets the replica.</summary>
    public IInferenceEngine Engine { get; }

    /// <summary>Gets what measures it.</summary>
    public ThroughputMeter Meter { get; }

    /// <summary>Gets its prefix blocks, which are under the reporter's lock.</summary>
    public ReplicaPrefixes Prefixes { get; } = new();

    /// <summary>Gets what is cancelled when the replica or the node ends.</summary>
    public CancellationToken Ending { get; }

    /// <summary>Gets or sets the task that follows its prefixes.</summary>
    public Task Following { get; set; } = Task.CompletedTask;

    /// <summary>Ends what follows it. Called once.</summary>
    public void End()
    {
        _ending.Cancel();
        _ending.Dispose();
    }
}
