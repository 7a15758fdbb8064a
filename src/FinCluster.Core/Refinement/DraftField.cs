namespace FinCluster.Core.Refinement;

/// <summary>What kind of value a field of a draft has.</summary>
public enum DraftValueKind
{
    /// <summary>A number.</summary>
    Number,

    /// <summary>A string.</summary>
    Text,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>Nothing yet.</summary>
    Null,
}

/// <summary>A value of a draft that can be replaced.</summary>
/// <param name="Name">The field, as the request names it.</param>
/// <param name="Kind">What the value is.</param>
/// <param name="Start">Where it begins in the draft's UTF-8, in bytes.</param>
/// <param name="Length">How long it is, in bytes.</param>
public sealed record DraftField(string Name, DraftValueKind Kind, int Start, int Length);
