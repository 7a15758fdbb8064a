namespace FinCluster.Core.Knowledge;

/// <summary>One passage of a snapshot: something that a release knows.</summary>
/// <param name="Id">Names it within its snapshot, in answers and records.</param>
/// <param name="Title">What it is about.</param>
/// <param name="Text">What the model reads of it.</param>
public sealed record KnowledgePassage(string Id, string Title, string Text)
{
    /// <summary>Gets where it is from, for people; null when the snapshot does not say.</summary>
    public string? Source { get; init; }

    /// <summary>Gets the day that it describes; null when the snapshot does not say.</summary>
    public DateOnly? AsOf { get; init; }

    /// <summary>Gets the last day on which it holds, in Beijing; null for as long as the snapshot is used.</summary>
    public DateOnly? Until { get; init; }

    /// <summary>Says whether it still holds on a day.</summary>
    public bool HoldsOn(DateOnly day) => Until is not { } last || day <= last;
}
