using FinCluster.Core.Engine;

namespace FinCluster.Node.Reports;

/// <summary>Which of four kinds of load a replica has; a change from one to another is worth a report at once.</summary>
internal enum ReplicaLoad
{
    /// <summary>Nothing runs.</summary>
    Idle,

    /// <summary>A further request would begin at once.</summary>
    Running,

    /// <summary>Every sequence is taken.</summary>
    Full,

    /// <summary>Requests wait.</summary>
    Queueing,
}

/// <summary>Tells the kind of load.</summary>
internal static class ReplicaLoads
{
    public static ReplicaLoad Of(EngineStatistics statistics, ModelInfo model) => statistics switch
    {
        { QueuedRequests: > 0 } => ReplicaLoad.Queueing,
        { RunningRequests: var running } when running >= model.ParallelSequences => ReplicaLoad.Full,
        { RunningRequests: > 0 } => ReplicaLoad.Running,
        _ => ReplicaLoad.Idle,
    };
}
