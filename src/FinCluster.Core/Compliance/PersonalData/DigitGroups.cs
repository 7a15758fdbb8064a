namespace FinCluster.Core.Compliance.PersonalData;

/// <summary>Neighbouring groups of digits in a candidate, read as one number.</summary>
internal ref struct DigitGroups
{
    /// <summary>The most digits that a number here has: a card's 19, or a mobile number's with 0086.</summary>
    public const int MaxDigits = 19;

    private readonly Candidate _candidate;
    private readonly Span<byte> _digits;
    private readonly Span<byte> _lengths;
    private int _groups;

    /// <summary>Begins with no group.</summary>
    public DigitGroups(Candidate candidate, Span<byte> digits, Span<byte> lengths, int start)
    {
        _candidate = candidate;
        _digits = digits;
        _lengths = lengths;
        Start = start;
        End = start;
    }

    /// <summary>Gets where the first group begins.</summary>
    public int Start { get; }

    /// <summary>Gets where the last group ends.</summary>
    public int End { get; private set; }

    /// <summary>Gets how many digits there are.</summary>
    public int Count { get; private set; }

    /// <summary>Gets what stands between the groups: <c>'\0'</c> nothing, <c>'*'</c> not always the same.</summary>
    public char Separator { get; private set; }

    /// <summary>Gets whether a Chinese numeral is among them.</summary>
    public bool HasChinese { get; private set; }

    /// <summary>Gets the values of the digits.</summary>
    public readonly ReadOnlySpan<byte> Digits => _digits[..Count];

    /// <summary>Gets the groups' lengths.</summary>
    public readonly ReadOnlySpan<byte> Lengths => _lengths[.._groups];

    /// <summary>Adds the next group; false when there is none, or when the number would be too long.</summary>
    public bool TryExtend()
    {
        int at = End;
        char separator = '\0';
        if (_groups > 0)
        {
            separator = _candidate.At(at);
            if (separator is ' ' or '-' or '.')
            {
                at++;
            }
            else
            {
                separator = '\0';
            }
        }

        char first = _candidate.At(at);
        bool isChinese = Numerals.IsChinese(first);
        int length = 0;
        while (IsOfGroup(_candidate.At(at + length), isChinese))
        {
            if (Count + length == MaxDigits)
            {
                return false;
            }

            _digits[Count + length] = (byte)Numerals.ValueOf(_candidate.At(at + length));
            length++;
        }

        if (length == 0)
        {
            return false;
        }

        Separator = _groups <= 1 ? separator : separator == Separator ? separator : '*';
        HasChinese |= isChinese;
        _lengths[_groups++] = (byte)length;
        Count += length;
        End = at + length;
        return true;
    }

    /// <summary>Whether all groups have one digit.</summary>
    public readonly bool IsSpelled() => _groups == Count && Count > 1;

    /// <summary>Whether the groups from <paramref name="first"/> on have these lengths.</summary>
    public readonly bool HasLengths(int first, params ReadOnlySpan<byte> lengths) => Lengths[first..].SequenceEqual(lengths);

    /// <summary>Whether the number stands in a row of other groups with the same separator, as in a table.</summary>
    public readonly bool IsPartOfRow()
    {
        if (_groups == 1)
        {
            return false;
        }

        return (Start > _candidate.Start + 1 && _candidate.Before(Start) == Separator && Numerals.ValueOf(_candidate.Before(Start - 1)) >= 0)
            || (_candidate.At(End) == Separator && Numerals.ValueOf(_candidate.At(End + 1)) >= 0);
    }

    private static bool IsOfGroup(char c, bool isChinese) => isChinese ? Numerals.IsChinese(c) : Numerals.IsDigit(c);
}
