namespace FinCluster.Core.Routing;

/// <summary>Which replicas are candidates for a reason, and not by lot.</summary>
[Flags]
public enum Nominations
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Those that hold the longest beginnings of the prompt.</summary>
    Holders = 1,

    /// <summary>The one that a beginning belongs to that nobody holds.</summary>
    PrefixHome = 2,

    /// <summary>The one that the session belongs to.</summary>
    SessionHome = 4,
}
