namespace FinCluster.Core.Compliance.Guard;

/// <summary>
/// Finds what a text quotes: between quotation marks, code fences and tags, and after words such as "以下是文件内容". Documents are where injected
/// instructions come from, and what stands around them does not make those harmless.
/// </summary>
internal static class QuotedText
{
    private const int MostPieces = 16;

    // Shorter quotations are phrases that somebody asks about.
    private const int LeastQuoted = 40;

    private static readonly (string Open, string Close)[] Quotes = [("“", "”"), ("「", "」"), ("『", "』"), ("\"", "\""), ("《", "》")];

    private static readonly string[] DocumentCues =
    [
        "文件内容", "文档内容", "网页内容", "邮件内容", "以下是文", "以下为文", "以下文", "原文如下", "内容如下", "正文如下", "全文如下", "公告如下",
        "following document", "following text", "following email", "following article", "document below", "document content", "document:", "article:",
        "email:", "web page:", "webpage:", "file content", "attachment:",
    ];

    /// <summary>Finds the pieces, at most <see cref="MostPieces"/>; they may overlap.</summary>
    public static void Find(string text, List<TextPiece> pieces)
    {
        foreach ((string open, string close) in Quotes)
        {
            FindBetween(text, open, close, LeastQuoted, pieces);
        }

        FindBetween(text, "```", "```", 1, pieces);
        FindTags(text, pieces);
        foreach (string cue in DocumentCues)
        {
            int at = text.IndexOf(cue, StringComparison.OrdinalIgnoreCase);
            if (at >= 0 && pieces.Count < MostPieces)
            {
                Add(text, at + cue.Length, text.Length, pieces);
                return;
            }
        }
    }

    private static void FindBetween(string text, string open, string close, int least, List<TextPiece> pieces)
    {
        for (int at = text.IndexOf(open, StringComparison.Ordinal); at >= 0 && pieces.Count < MostPieces;)
        {
            int from = at + open.Length;
            int to = text.IndexOf(close, from, StringComparison.Ordinal);
            if (to < 0)
            {
                // What never ends is quoted to the end.
                to = text.Length;
            }

            if (to - from >= least)
            {
                Add(text, from, to, pieces);
            }

            int next = to + close.Length;
            at = next < text.Length ? text.IndexOf(open, next, StringComparison.Ordinal) : -1;
        }
    }

    private static void FindTags(string text, List<TextPiece> pieces)
    {
        for (int at = text.IndexOf('<'); at >= 0 && at + 1 < text.Length && pieces.Count < MostPieces; at = text.IndexOf('<', at + 1))
        {
            int end = text.IndexOf('>', at);
            if (char.IsAsciiLetter(text[at + 1]) && end > at && end - at < 80)
            {
                int close = text.IndexOf("</", end, StringComparison.Ordinal);
                Add(text, end + 1, close < 0 ? text.Length : close, pieces);
            }
        }
    }

    private static void Add(string text, int from, int to, List<TextPiece> pieces)
    {
        if (to > from)
        {
            pieces.Add(new TextPiece(text[from..to], from, to - from));
        }
    }
}
