namespace FinCluster.Core.Compliance.Guard;

/// <summary>What happens to a request or an answer.</summary>
public enum GuardAction
{
    /// <summary>It passes.</summary>
    Allow,

    /// <summary>It passes, and a person looks at it later.</summary>
    Review,

    /// <summary>It is refused.</summary>
    Refuse,
}
