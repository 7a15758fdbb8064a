namespace FinCluster.Core.Compliance.PersonalData;

/// <summary>What a separator behind a word means.</summary>
internal enum JointState
{
    /// <summary>The candidate ends here.</summary>
    Ends,

    /// <summary>The candidate goes on.</summary>
    Joins,

    /// <summary>What comes next decides.</summary>
    Open,
}

/// <summary>Reads the separators inside one candidate.</summary>
internal ref struct CandidateJoint(ReadOnlySpan<char> text, int start, bool isFinal)
{
    private readonly ReadOnlySpan<char> _text = text;
    private bool? _isBirth;

    private readonly JointState Missing => isFinal ? JointState.Ends : JointState.Open;

    /// <summary>Reads what stands at <paramref name="at"/>, behind a word that begins at <paramref name="word"/> and may be empty.</summary>
    /// <param name="word">Where the word begins.</param>
    /// <param name="at">The separator.</param>
    /// <param name="next">Where the candidate goes on, or ends.</param>
    public JointState Read(int word, int at, out int next)
    {
        next = at;
        switch (_text[at])
        {
            case '.' or '-' or '@' or '+':
                return ReadTight(at, ref next);
            case ' ':
                return ReadSpace(word, at, ref next);
            case '(' or '[':
                JointState spelled = BracketedWord.Read(_text, at, isFinal, ref next);
                return spelled == JointState.Ends ? ReadCheckDigit(word, at, ref next) : spelled;
            case '年' or '月' or '日' or '号' when HasDigit(Before(at)) && IsBirth():
                next = at + 1;
                return JointState.Joins;
            case '十' when IsBirth():
                next = at + 1;
                return JointState.Joins;
            case '/' when HasDigit(_text[word..at]) && IsBirth():
                return ReadTight(at, ref next);
            case ',' when word < at && (HasDigit(_text[word..at]) || BirthDates.IsMonth(_text[word..at])) && IsBirth():
                next = at + 1;
                return JointState.Joins;
            default:
                return JointState.Ends;
        }
    }

    private readonly JointState ReadTight(int at, ref int next)
    {
        if (at + 1 == _text.Length)
        {
            return Missing;
        }

        if (!Numerals.IsWord(_text[at + 1]))
        {
            return JointState.Ends;
        }

        next = at + 1;
        return JointState.Joins;
    }

    private JointState ReadSpace(int word, int at, ref int next)
    {
        if (at + 1 == _text.Length)
        {
            return Missing;
        }

        char following = _text[at + 1];
        if (following is '(' or '[')
        {
            return BracketedWord.Read(_text, at + 1, isFinal, ref next);
        }

        if (!JoinsOverSpace(_text[word..at], following))
        {
            return JointState.Ends;
        }

        next = at + 1;
        return JointState.Joins;
    }

    private bool JoinsOverSpace(ReadOnlySpan<char> word, char following)
    {
        bool hasDigit = HasDigit(word);
        if (Numerals.ValueOf(following) >= 0)
        {
            return hasDigit || word.Length <= 2 || IsIban() || (BirthDates.IsMonth(word) && IsBirth());
        }

        if (Numerals.IsLetter(following))
        {
            return IsIban() || (following is 'x' or 'X' && word.Length == 1 && hasDigit)
                || ((hasDigit || word.IsEmpty || BirthDates.IsPart(word)) && IsBirth());
        }

        return following is '年' or '月' or '日' or '号' && hasDigit && IsBirth();
    }

    // A123456(3)
    private readonly JointState ReadCheckDigit(int word, int at, ref int next)
    {
        if (!HongKongIds.IsBody(_text[start..at]))
        {
            return JointState.Ends;
        }

        if (at + 2 >= _text.Length)
        {
            return at + 1 < _text.Length && !Numerals.IsAsciiWord(_text[at + 1]) ? JointState.Ends : Missing;
        }

        if (Numerals.IsAsciiWord(_text[at + 1]) && _text[at + 2] == ')')
        {
            next = at + 3;
        }

        return JointState.Ends;
    }

    private readonly bool IsIban() => _text.Length - start >= 4 && Numerals.IsLetter(_text[start]) && Numerals.IsLetter(_text[start + 1])
        && Numerals.IsDigit(_text[start + 2]) && Numerals.IsDigit(_text[start + 3]);

    // A space may stand between a number and the character for year, month or day.
    private readonly ReadOnlySpan<char> Before(int at)
    {
        int end = at > start && _text[at - 1] == ' ' ? at - 1 : at;
        return _text[Math.Max(start, end - 1)..end];
    }

    private static bool HasDigit(ReadOnlySpan<char> word)
    {
        foreach (char c in word)
        {
            if (Numerals.ValueOf(c) >= 0 || c == '十')
            {
                return true;
            }
        }

        return false;
    }

    private bool IsBirth() => _isBirth ??= Labels.Find(_text[Math.Max(0, start - CandidateReader.ContextLength)..start], Labels.Birth, BirthDates.Reach)
        != Closeness.None;
}
