using FinCluster.Core.Text;

namespace FinCluster.Core.Compliance.Text;

/// <summary>
/// Normalises a text that comes in pieces. What comes out depends on the text alone, not on its pieces. Not thread-safe; once its buffers have grown
/// it allocates nothing.
/// </summary>
internal sealed class NormalizingStream(int capacity)
{
    // Of more signs than that between two Chinese characters, nobody reads them as a word.
    private const int MostSigns = 8;

    // So many single letters in a row are a word that is s p a c e d, and not "x y z".
    private const int CertainLetters = 4;

    private const int Room = 16;

    private readonly char[] _held = new char[Room];
    private readonly int[] _heldOffsets = new int[Room];
    private char[] _text = new char[Math.Max(capacity, Room) + Room];
    private int[] _offsets = new int[Math.Max(capacity, Room) + Room];
    private int _count;
    private int _heldCount;
    private int _position;
    private char _before = ' ';
    private char _high;
    private Holding _holding;

    private enum Holding
    {
        None,

        // Signs after a Chinese character: nothing if another one follows.
        Signs,

        // Single letters with one sign between each two.
        Letters,

        // The same, after enough of them; only what follows the last letter is held.
        CertainLetters,

        // Digits and signs inside a word that look like letters.
        Digits,
    }

    /// <summary>Gets what is normalised for good since the last <see cref="Clear"/>.</summary>
    public ReadOnlySpan<char> Text => _text.AsSpan(0, _count);

    /// <summary>Gets where each character of <see cref="Text"/> comes from.</summary>
    public ReadOnlySpan<int> Offsets => _offsets.AsSpan(0, _count);

    /// <summary>Gets where the first character comes from that is not yet final; where the next one will stand if there is none.</summary>
    public int FirstHeld => _heldCount > 0 ? _heldOffsets[0] : _high != '\0' ? _position - 1 : _position;

    /// <summary>Takes the next UTF-16 unit.</summary>
    public void Push(char c)
    {
        int offset = _position++;
        if (_high != '\0')
        {
            char high = _high;
            _high = '\0';
            if (char.IsLowSurrogate(c))
            {
                AddCodePoint(char.ConvertToUtf32(high, c), offset - 1);
                return;
            }
        }

        char plain = CharacterForms.Of(c);
        if (char.IsSurrogate(c))
        {
            // Half a character says nothing.
            _high = char.IsHighSurrogate(c) ? c : '\0';
        }
        else if (plain < CharacterForms.Longer)
        {
            Add(plain, offset);
        }
        else if (plain == CharacterForms.Longer)
        {
            AddCodePoint(c, offset);
        }
    }

    /// <summary>Takes note of the end: nothing is held any more.</summary>
    public void Complete()
    {
        if (_holding == Holding.Letters && LettersHeld() >= CertainLetters)
        {
            EmitJoined();
        }
        else if (_holding == Holding.CertainLetters && _heldCount == 2)
        {
            Emit(_held[1], _heldOffsets[1]);
            _heldCount = 0;
        }

        Release();
    }

    /// <summary>Forgets what is normalised for good, but not what the next characters depend on.</summary>
    public void Clear() => _count = 0;

    private static bool IsSign(char c) => c is ' ' or '\n' or '*' or '-' or '_' or '.' or '·' or '/' or '|' or '~' or '^' or '+' or '=' or '#' or '\\' or '`'
        or '\'' or '"' or '、' or '(' or ')' or '[' or ']' or '{' or '}' or '<' or '>' or '&' or '%' or '@' or '$';

    private static bool IsSpacing(char c) => c is ' ' or '\n' or '*' or '-' or '_' or '.' or '·' or '/' or '|' or '~' or '+' or ',';

    private static bool IsWord(char c) => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c);

    private static char LetterOf(char c) => c switch
    {
        '0' => 'o',
        '1' or '!' => 'i',
        '3' => 'e',
        '4' or '@' => 'a',
        '5' or '$' => 's',
        '7' => 't',
        _ => '\0',
    };

    private void AddCodePoint(int codePoint, int offset)
    {
        string plain = CharacterForms.SeveralOf(codePoint) ?? char.ConvertFromUtf32(codePoint);
        foreach (char c in plain)
        {
            // A replacement may itself be one that is replaced.
            char form = CharacterForms.Of(c);
            if (form != CharacterForms.Dropped)
            {
                Add(form == CharacterForms.Longer ? c : form, offset);
            }
        }
    }

    private void Add(char c, int offset)
    {
        // Each turn either takes the character or ends what is held, so there are two at most.
        while (!Take(c, offset))
        {
            Release();
        }
    }

    private bool Take(char c, int offset)
    {
        switch (_holding)
        {
            case Holding.Signs:
                return TakeAfterSigns(c, offset);
            case Holding.Letters:
                return TakeAfterLetters(c, offset);
            case Holding.CertainLetters:
                return TakeAfterCertainLetters(c, offset);
            case Holding.Digits:
                return TakeAfterDigits(c, offset);
        }

        if (char.IsAsciiLetterLower(c) && !IsWord(_before))
        {
            return Hold(c, offset, Holding.Letters);
        }

        if (IsSign(c) && TextFolder.IsIdeograph(_before))
        {
            return Hold(c, offset, Holding.Signs);
        }

        if (LetterOf(c) != '\0' && char.IsAsciiLetterLower(_before))
        {
            return Hold(c, offset, Holding.Digits);
        }

        Emit(c, offset);
        return true;
    }

    private bool TakeAfterSigns(char c, int offset)
    {
        if (IsSign(c) && _heldCount < MostSigns)
        {
            return Hold(c, offset, Holding.Signs);
        }

        if (!TextFolder.IsIdeograph(c))
        {
            return false;
        }

        _heldCount = 0;
        _holding = Holding.None;
        Emit(c, offset);
        return true;
    }

    private bool TakeAfterLetters(char c, int offset)
    {
        bool isAfterLetter = _heldCount % 2 != 0;
        if (!isAfterLetter)
        {
            return char.IsAsciiLetterLower(c) && Hold(c, offset, Holding.Letters);
        }

        if (IsWord(c) || (LettersHeld() < CertainLetters && !IsSpacing(c)))
        {
            return false;
        }

        if (LettersHeld() < CertainLetters)
        {
            return Hold(c, offset, Holding.Letters);
        }

        EmitJoined();
        return IsSpacing(c) && Hold(c, offset, Holding.CertainLetters);
    }

    private bool TakeAfterCertainLetters(char c, int offset)
    {
        if (_heldCount == 1)
        {
            return char.IsAsciiLetterLower(c) && Hold(c, offset, Holding.CertainLetters);
        }

        if (IsWord(c))
        {
            return false;
        }

        Emit(_held[1], _heldOffsets[1]);
        _heldCount = 0;
        _holding = Holding.None;
        return IsSpacing(c) && Hold(c, offset, Holding.CertainLetters);
    }

    private bool TakeAfterDigits(char c, int offset)
    {
        if (LetterOf(c) != '\0' && _heldCount < 2)
        {
            return Hold(c, offset, Holding.Digits);
        }

        if (!char.IsAsciiLetterLower(c))
        {
            return false;
        }

        for (int i = 0; i < _heldCount; i++)
        {
            Emit(LetterOf(_held[i]), _heldOffsets[i]);
        }

        _heldCount = 0;
        _holding = Holding.None;
        Emit(c, offset);
        return true;
    }

    private int LettersHeld() => (_heldCount + 1) / 2;

    private bool Hold(char c, int offset, Holding holding)
    {
        _held[_heldCount] = c;
        _heldOffsets[_heldCount++] = offset;
        _holding = holding;
        return true;
    }

    // The letters alone: what stands between them goes.
    private void EmitJoined()
    {
        for (int i = 0; i < _heldCount; i += 2)
        {
            Emit(_held[i], _heldOffsets[i]);
        }

        _heldCount = 0;
        _holding = Holding.None;
    }

    private void Release()
    {
        for (int i = 0; i < _heldCount; i++)
        {
            Emit(_held[i], _heldOffsets[i]);
        }

        _heldCount = 0;
        _holding = Holding.None;
    }

    private void Emit(char c, int offset)
    {
        if (c is ' ' or '\n' && _before is ' ' or '\n')
        {
            return;
        }

        if (_count == _text.Length)
        {
            Array.Resize(ref _text, _count * 2);
            Array.Resize(ref _offsets, _count * 2);
        }

        _text[_count] = c;
        _offsets[_count++] = offset;
        _before = c;
    }
}
