namespace FinCluster.Core.Compliance.PersonalData;

/// <summary>Reads a date in the forms in which people write one, in either order, with digits, Chinese numerals or a month's name.</summary>
internal ref struct DateParts(ReadOnlySpan<char> text, int start)
{
    private readonly ReadOnlySpan<char> _text = text;
    private int _at = start;

    /// <summary>Reads the date; where it ends is set when there is one.</summary>
    public bool TryRead(out int end)
    {
        Span<int> numbers = stackalloc int[3];
        int count = 0;
        int years = 0;
        bool hasMonth = false;
        bool isCompact = false;
        end = _at;
        while (count < 3)
        {
            int word = _at;
            if (TryReadNumber(out int value, out int length))
            {
                isCompact = count == 0 && length == 8 && BirthDates.IsCompactDate(_text.Slice(word, 8));
                years += length == 4 || Peek() == '年' || isCompact ? 1 : 0;
                numbers[count++] = value;
                if (length > 4 && !isCompact)
                {
                    return false;
                }
            }
            else if (TryReadMonth())
            {
                hasMonth = true;
                numbers[count++] = 1;
            }
            else
            {
                break;
            }

            end = _at;
            if (isCompact || !TryReadSeparator(ref end))
            {
                break;
            }
        }

        // A year and a month alone are told by a character or a name, or else any two numbers would be a date.
        bool isMarked = hasMonth || _text[Math.Max(0, end - 1)] is '月' or '年';
        return isCompact || (years == 1 && (count == 3 || (count == 2 && isMarked)) && AreSmall(numbers[..count]));
    }

    private static bool AreSmall(ReadOnlySpan<int> numbers)
    {
        int large = 0;
        foreach (int number in numbers)
        {
            large += number > 31 ? 1 : 0;
        }

        return large <= 1;
    }

    private readonly char Peek()
    {
        int at = _at < _text.Length && _text[_at] == ' ' ? _at + 1 : _at;
        return at < _text.Length ? _text[at] : '\0';
    }

    private bool TryReadNumber(out int value, out int length)
    {
        int from = _at;
        value = 0;
        while (_at < _text.Length && Numerals.IsDigit(_text[_at]))
        {
            value = Math.Min(99_999_999, (value * 10) + _text[_at++] - '0');
        }

        if (_at == from)
        {
            ReadChinese(ref value);
        }

        length = _at - from;
        return length > 0;
    }

    // Years are spelled digit by digit; months and days count: 十二, 二十三.
    private void ReadChinese(ref int value)
    {
        while (_at < _text.Length)
        {
            char c = _text[_at];
            if (c == '十')
            {
                value = Math.Max(1, value) * 10;
            }
            else if (Numerals.IsChinese(c))
            {
                int digit = Numerals.ValueOf(c);
                value = _at > 0 && _text[_at - 1] == '十' ? value + digit : Math.Min(99_999, (value * 10) + digit);
            }
            else
            {
                return;
            }

            _at++;
        }
    }

    private bool TryReadMonth()
    {
        int at = _at;
        while (at < _text.Length && Numerals.IsLetter(_text[at]))
        {
            at++;
        }

        if (!BirthDates.IsMonth(_text[_at..at]))
        {
            return false;
        }

        _at = at;
        return true;
    }

    // What belongs to the date, such as 日 and "th", moves its end; what only leads on does not.
    private bool TryReadSeparator(ref int end)
    {
        int from = _at;
        if (_text[_at..] is ['s' or 'n' or 'r' or 't', 't' or 'd' or 'h', ..])
        {
            _at += 2;
            end = _at;
        }

        Skip(' ');
        if (_at < _text.Length && _text[_at] is '年' or '月' or '日' or '号')
        {
            end = ++_at;
            Skip(' ');
            return true;
        }

        if (_text[_at..].StartsWith("of ", StringComparison.OrdinalIgnoreCase))
        {
            _at += 3;
            return true;
        }

        if (_at < _text.Length && _text[_at] is '-' or '/' or '.' or ',')
        {
            _at++;
            Skip(' ');
        }

        return _at > from;
    }

    private void Skip(char c)
    {
        while (_at < _text.Length && _text[_at] == c)
        {
            _at++;
        }
    }
}
