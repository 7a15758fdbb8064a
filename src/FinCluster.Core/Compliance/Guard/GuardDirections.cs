namespace FinCluster.Core.Compliance.Guard;

/// <summary>Which texts a rule reads.</summary>
[Flags]
public enum GuardDirections
{
    /// <summary>None; no rule has this.</summary>
    None = 0,

    /// <summary>What users and tools say to the model.</summary>
    Input = 1,

    /// <summary>What the model answers.</summary>
    Output = 2,
}
