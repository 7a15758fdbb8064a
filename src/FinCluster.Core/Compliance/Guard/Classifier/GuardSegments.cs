namespace FinCluster.Core.Compliance.Guard.Classifier;

/// <summary>The sentences of a normalised text, from its beginning to its end. A long one is cut at a comma, or where it must be.</summary>
/// <param name="text">The text.</param>
public ref struct GuardSegments(ReadOnlySpan<char> text)
{
    /// <summary>The most sentences in a row that are judged together.</summary>
    public const int MaxTogether = 4;

    /// <summary>The most characters that are judged together, unless one sentence alone has more.</summary>
    public const int MaxCharactersTogether = 320;

    // Latin sentences have about three times the characters of Chinese ones.
    private const int MaxCharacters = 240;
    private const int CommaFrom = 120;

    private ReadOnlySpan<char> _rest = text;

    /// <summary>Gets the sentence that <see cref="MoveNext"/> found.</summary>
    public ReadOnlySpan<char> Current { get; private set; }

    /// <summary>Goes to the next sentence.</summary>
    /// <returns>Whether there is one.</returns>
    public bool MoveNext()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        int end = End(_rest);
        Current = _rest[..end];
        _rest = _rest[end..];
        return true;
    }

    private static int End(ReadOnlySpan<char> rest)
    {
        for (int i = 0; i < rest.Length; i++)
        {
            bool isEnd = rest[i] is '。' or '!' or '?' or '\n' or ';' or '…' || (rest[i] == '.' && (i + 1 == rest.Length || rest[i + 1] == ' '));
            if (isEnd || i + 1 == MaxCharacters || (i >= CommaFrom && rest[i] is ',' or '、' or ':'))
            {
                return i + 1;
            }
        }

        return rest.Length;
    }
}
