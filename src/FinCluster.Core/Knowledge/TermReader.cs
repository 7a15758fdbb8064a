using FinCluster.Core.Text;

namespace FinCluster.Core.Knowledge;

/// <summary>Reads a folded text as the terms that are searched for: pairs of Chinese characters, words and numbers. Used by one call at a time.</summary>
/// <remarks>
/// Pairs overlap, so that no dictionary of Chinese words is needed. They never reach over what only holds a sentence together, so that a question's
/// manners are no terms. A Chinese character alone is a term as well; it says so little that <see cref="IsWeak"/> tells of it.
/// </remarks>
internal ref struct TermReader(ReadOnlySpan<char> folded)
{
    private const int LongestWord = 40;

    private readonly ReadOnlySpan<char> _text = folded;
    private int _position;

    // The Chinese characters that are being read in pairs end here; 0 for none.
    private int _runEnd;

    /// <summary>Gets the term.</summary>
    public ReadOnlySpan<char> Current { get; private set; }

    /// <summary>Gets a value indicating whether the term is one Chinese character.</summary>
    public bool IsWeak { get; private set; }

    /// <summary>Goes on to the next term; false at the end.</summary>
    public bool MoveNext()
    {
        while (true)
        {
            if (_position + 1 < _runEnd)
            {
                return Give(_position++, 2, isWeak: false);
            }

            _position = Math.Max(_position, _runEnd);
            _runEnd = 0;
            if (_position >= _text.Length)
            {
                return false;
            }

            char c = _text[_position];
            if (TextFolder.IsIdeograph(c))
            {
                if (TermWords.FillerAt(_text[_position..]) is var filler and > 0)
                {
                    _position += filler;
                }
                else if (FindRunEnd() is var end && end - _position > 1)
                {
                    _runEnd = end;
                }
                else
                {
                    return Give(_position++, 1, isWeak: true);
                }
            }
            else if (!char.IsLetterOrDigit(c))
            {
                _position++;
            }
            else if (TryReadWord())
            {
                return true;
            }
        }
    }

    private int FindRunEnd()
    {
        int end = _position + 1;
        while (end < _text.Length && TextFolder.IsIdeograph(_text[end]) && TermWords.FillerAt(_text[end..]) == 0)
        {
            end++;
        }

        return end;
    }

    private bool TryReadWord()
    {
        int start = _position;
        while (_position < _text.Length && IsOfWord(_position))
        {
            _position++;
        }

        ReadOnlySpan<char> word = _text[start.._position];

        // "a" beside Chinese is a name, as in A股.
        bool isAlone = (start == 0 || !TextFolder.IsIdeograph(_text[start - 1])) && (_position == _text.Length || !TextFolder.IsIdeograph(_text[_position]));
        return (!isAlone || !TermWords.IsEmpty(word)) && Give(start, Math.Min(TermWords.StemLength(word), LongestWord), isWeak: false);
    }

    private readonly bool IsOfWord(int i) => (char.IsLetterOrDigit(_text[i]) && !TextFolder.IsIdeograph(_text[i]))
        || (_text[i] == '.' && i + 1 < _text.Length && char.IsAsciiDigit(_text[i - 1]) && char.IsAsciiDigit(_text[i + 1]));

    private bool Give(int start, int length, bool isWeak)
    {
        Current = _text.Slice(start, length);
        IsWeak = isWeak;
        return true;
    }
}
