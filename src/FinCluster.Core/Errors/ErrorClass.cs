namespace FinCluster.Core.Errors;

/// <summary>Says how far a request came before it ended without an answer.</summary>
public enum ErrorClass
{
    /// <summary>Refused before it took a place in a queue; nothing was computed.</summary>
    Rejected,

    /// <summary>Accepted, then given up: its deadline passed, its client left or its node was lost for good.</summary>
    Evicted,

    /// <summary>The engine or the server failed while it worked on the request.</summary>
    Failed,
}
