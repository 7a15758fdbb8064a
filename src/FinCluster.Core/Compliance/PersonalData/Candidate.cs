namespace FinCluster.Core.Compliance.PersonalData;

/// <summary>A candidate as the rules see it: its text, what stands before it, and the one character that ends it.</summary>
/// <param name="text">The folded text from the beginning of the context to the candidate's end.</param>
/// <param name="start">Where the candidate begins in it.</param>
/// <param name="limit">Where what is looked for begins at the latest.</param>
/// <param name="closing">What ends it.</param>
internal readonly ref struct Candidate(ReadOnlySpan<char> text, int start, int limit, char closing)
{
    /// <summary>Gets the context and the candidate.</summary>
    public ReadOnlySpan<char> Text { get; } = text;

    /// <summary>Gets where the candidate begins.</summary>
    public int Start { get; } = start;

    /// <summary>Gets one past the last place where something that is looked for may begin.</summary>
    public int Limit { get; } = limit;

    /// <summary>Gets what ends it, past a space; <c>'\0'</c> at the end of the text.</summary>
    public char Closing { get; } = closing;

    /// <summary>The character before <paramref name="at"/>; <c>'\0'</c> at the beginning.</summary>
    public char Before(int at) => at > 0 ? Text[at - 1] : '\0';

    /// <summary>The character at <paramref name="at"/>, <c>'\0'</c> past the end.</summary>
    public char At(int at) => at < Text.Length ? Text[at] : '\0';

    /// <summary>Whether a word may begin at <paramref name="at"/>: nothing before it makes it the rest of something.</summary>
    public bool IsWordStart(int at)
    {
        char before = Before(at);
        return !Numerals.IsAsciiWord(before) && !((before is '.' or '-') && at >= 2 && Numerals.IsAsciiWord(Text[at - 2])) && before != '@';
    }

    /// <summary>Whether what ends at <paramref name="end"/> ends as a word, and is not the first part of something.</summary>
    public bool IsWordEnd(int end)
    {
        char next = At(end);
        return !Numerals.IsAsciiWord(next) && next is not ('.' or '-' or '@' or '+') && (end < Text.Length || Closing != '%');
    }

    /// <summary>Whether what begins at <paramref name="start"/> and ends at <paramref name="end"/> is written as an amount.</summary>
    public bool IsAmount(int start, int end) => Before(start) is '¥' or '$' or '￥' or '€' or '£' || (Before(start) == ' ' && Before(start - 1) is '¥' or '$' or '€')
        || (end == Text.Length && "元股份亿万块美港倍吨".Contains(Closing, StringComparison.Ordinal));

    /// <summary>How close a label stands before <paramref name="at"/>.</summary>
    public Closeness Label(int at, string[] labels, int reach) => Labels.Find(Text[..at], labels, reach);
}
