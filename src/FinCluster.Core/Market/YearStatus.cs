namespace FinCluster.Core.Market;

/// <summary>How well the closures of a year are known.</summary>
public enum YearStatus
{
    /// <summary>The exchange, or who decides for it, has published them.</summary>
    Official,

    /// <summary>They follow from rules or from a collection of others, and are not compared with a publication.</summary>
    Derived,

    /// <summary>They are not known, or only some of them.</summary>
    Unknown,
}
