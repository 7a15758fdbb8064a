namespace FinCluster.LoadGenerator.Workloads;

/// <summary>What the requests have in common.</summary>
internal enum TraceKind
{
    /// <summary>Nothing.</summary>
    Unique,

    /// <summary>Groups of them begin with the same long text.</summary>
    SharedPrefix,

    /// <summary>They are turns of conversations.</summary>
    Sessions,
}
