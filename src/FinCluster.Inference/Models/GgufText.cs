namespace FinCluster.Inference.Models;

/// <summary>Makes text from a file fit for a message: a damaged file can hold megabytes of anything.</summary>
internal static class GgufText
{
    private const int MaxLength = 64;
    private const char Replacement = '\uFFFD';

    /// <summary>Shortens a text and takes out what would break a log line.</summary>
    public static string Quote(string text)
    {
        string head = text.Length <= MaxLength ? text : text[..MaxLength];
        return string.Create(head.Length, head, static (target, source) =>
        {
            for (int i = 0; i < target.Length; i++)
            {
                target[i] = char.IsControl(source[i]) ? Replacement : source[i];
            }
        }) + (text.Length <= MaxLength ? "" : "…");
    }

    /// <summary>Shortens UTF-8 text and takes out what would break a log line.</summary>
    public static string Quote(ReadOnlySpan<byte> text) =>
        Quote(System.Text.Encoding.UTF8.GetString(text[..Math.Min(text.Length, MaxLength * 4)]));
}
