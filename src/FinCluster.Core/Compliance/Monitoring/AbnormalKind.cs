namespace FinCluster.Core.Compliance.Monitoring;

/// <summary>How a request went wrong.</summary>
public enum AbnormalKind
{
    /// <summary>It did not.</summary>
    None,

    /// <summary>It failed.</summary>
    Error,

    /// <summary>Its time was over before its answer was there.</summary>
    Timeout,

    /// <summary>It, or its answer, was not what it should be.</summary>
    Invalid,
}
