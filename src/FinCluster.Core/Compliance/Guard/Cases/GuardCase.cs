namespace FinCluster.Core.Compliance.Guard.Cases;

/// <summary>A text with what a guard should do about it.</summary>
/// <param name="Id">Its name in the file.</param>
/// <param name="Language"><c>zh</c> or <c>en</c>.</param>
/// <param name="Text">The text.</param>
/// <param name="Category">What it is refused for; null when it is to be allowed.</param>
/// <param name="Kind">What makes it what it is.</param>
/// <param name="IsHeldOut">Whether nothing may be learned from it.</param>
/// <param name="Source">Who wrote it: <c>hand</c>, <c>prompts</c> or <c>generated</c>.</param>
public sealed record GuardCase(string Id, string Language, string Text, GuardCategory? Category, GuardCaseKind Kind, bool IsHeldOut, string Source)
{
    /// <summary>Gets a value indicating whether it is to be refused.</summary>
    public bool IsRefused => Category is not null;

    /// <summary>Gets a value indicating whether it is harmless but sounds alike: it names what is forbidden, or quotes it.</summary>
    public bool IsHarmlessSensitive => !IsRefused && Kind != GuardCaseKind.Ordinary;
}
