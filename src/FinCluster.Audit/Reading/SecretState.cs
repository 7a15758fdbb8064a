namespace FinCluster.Audit.Reading;

/// <summary>What became of a secret.</summary>
public enum SecretState
{
    /// <summary>The event has none.</summary>
    None,

    /// <summary>It is there.</summary>
    Open,

    /// <summary>It is encrypted, and the master key was not given.</summary>
    Sealed,

    /// <summary>Its key was destroyed; nobody can read it any more.</summary>
    Shredded,
}
