namespace FinCluster.Core.Edge.Signals;

/// <summary>What a signal may speak for.</summary>
internal enum SignalLean
{
    /// <summary>The prompts decide.</summary>
    Either,

    /// <summary>The edge: its weight is not below 0.</summary>
    Edge,

    /// <summary>Central: its weight is not above 0.</summary>
    Central,
}
