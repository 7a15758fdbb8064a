using System.Text.Unicode;

namespace FinCluster.Core.Catalog;

/// <summary>What a chat template's file has to be, whichever templates an engine knows.</summary>
public static class ChatTemplateRules
{
    /// <summary>The most bytes of a template.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>Says what is wrong with the size of a template; null when nothing is.</summary>
    public static string? FindSizeProblem(long bytes) =>
        bytes > MaxBytes ? $"a chat template has at most {MaxBytes} bytes, and this one has {bytes}" : null;

    /// <summary>Says what is wrong with the content of a template; null when nothing is.</summary>
    public static string? FindProblem(ReadOnlySpan<byte> content) =>
        FindSizeProblem(content.Length)
        ?? (content.IsEmpty ? "a chat template cannot be empty" : null)
        ?? (Utf8.IsValid(content) ? null : "a chat template is text in UTF-8, and this file is not")

        // Native code would take it for the text's end.
        ?? (content.Contains((byte)0) ? "a chat template has no zero bytes, and this one has" : null);
}
