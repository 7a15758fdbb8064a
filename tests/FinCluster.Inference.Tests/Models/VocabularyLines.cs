namespace FinCluster.Inference.Tests.Models;

/// <summary>Lines that a tokenizer meets: questions in many scripts, numbers, code, pictures, odd spaces and characters nobody expects.</summary>
internal static class VocabularyLines
{
    private static readonly string[] Subjects =
    [
        "可转债", "市盈率", "LPR", "ETF", "北向资金", "久期", "質押式回購", "国債", "주식", "डिबेंचर", "облигация", "سند", "ατόκια", "Anleihe", "dividend yield",
    ];

    private static readonly string[] Frames =
    [
        "什么是{0}？", "请用一两句话说明{0}。", "{0}とは何ですか", "What is {0}?", "  {0} ", "「{0}」", "{0}📈📉", "{0}\t{0}", "1,234.56元 {0} -0.5%", "{{\"k\": \"{0}\"}}",
        "{0}{0}{0}", "e\u0301 {0} \u00E9", "{0}\u200D\u200B\uFEFF",
    ];

    // Without U+2581, which SentencePiece writes for a space: the tokenizer takes one for the other.
    private static readonly string[] Odd =
    [
        " ", "  ", "\n", "\r\n\r\n", "\t\t", "a", "👨‍👩‍👧‍👦 family", "🇨🇳🇺🇸", "𠀀𠮷𡃁", "Ω≈ç√∫˜µ≤≥÷", "\u0000\u0001\u001F\u007F", "\u2028\u2029", "<0x0A>", "<0xFF>",
        "\U0010FFFF\uFFFF\uFFFE", "if (a < b && c > d) { return \"x\\n\"; }", "https://example.com/?q=%E4%BD%A0&b=1#c", "....................",
    ];

    /// <summary>Gets the lines.</summary>
    public static IEnumerable<string> All =>
    [
        .. Frames.SelectMany(frame => Subjects.Select(subject => string.Format(System.Globalization.CultureInfo.InvariantCulture, frame, subject))),
        .. Odd,
    ];
}
