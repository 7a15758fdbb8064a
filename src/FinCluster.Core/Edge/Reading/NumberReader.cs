using System.Buffers;
using System.Collections.Frozen;

namespace FinCluster.Core.Edge.Reading;

/// <summary>Reads numbers in folded text, in digits and in Chinese words, and says what they stand for.</summary>
internal static class NumberReader
{
    // A longer number names something.
    private const int IdentifierDigits = 9;
    private const int SecurityCodeDigits = 6;
    private const string Numerals = "〇零一二两三四五六七八九十百千万亿半";
    private const string Multipliers = "万亿千百";

    private static readonly SearchValues<char> NumeralSet = SearchValues.Create(Numerals);
    private static readonly SearchValues<char> ChineseUnits = SearchValues.Create("元块角毛年天周成倍股手份点厘折岁口笔%");

    private static readonly FrozenSet<string> LatinUnits = FrozenSet.ToFrozenSet(
        [
            "k", "m", "b", "x", "mn", "bn", "tn", "mm", "bp", "bps", "pct", "thousand", "million", "billion", "trillion", "percent", "year", "years", "month",
            "months", "day", "days", "week", "weeks", "share", "shares", "usd", "eur", "cny", "rmb", "hkd", "gbp", "dollars", "yuan", "contracts", "times",
        ],
        StringComparer.Ordinal);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> LatinUnitSpans = LatinUnits.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Says whether a number in Chinese words may begin with a character.</summary>
    public static bool IsNumeral(char c) => NumeralSet.Contains(c);

    /// <summary>Reads the number in digits that begins at a place.</summary>
    /// <param name="text">The folded text.</param>
    /// <param name="at">The place of a digit.</param>
    /// <param name="kind">What the number stands for.</param>
    /// <param name="value">Its whole part, as far as an int holds it.</param>
    /// <returns>Where it ends, its unit included.</returns>
    public static int Read(ReadOnlySpan<char> text, int at, out NumberKind kind, out int value)
    {
        int end = at;
        int digits = 0;
        value = 0;
        bool isDecimal = false;
        for (; end < text.Length; end++)
        {
            char c = text[end];
            if (char.IsAsciiDigit(c))
            {
                digits++;
                value = isDecimal || value > 100_000_000 ? value : (value * 10) + (c - '0');
            }
            else if (c is '.' or ',' or ':' or '-' && end + 1 < text.Length && char.IsAsciiDigit(text[end + 1]))
            {
                if (c is ':' or '-')
                {
                    break;
                }

                isDecimal |= c == '.';
            }
            else
            {
                break;
            }
        }

        if (end < text.Length && text[end] is ':' or '-' && end + 1 < text.Length && char.IsAsciiDigit(text[end + 1]))
        {
            return ReadJoined(text, end, digits, out kind);
        }

        if (IsMarker(text, at, end))
        {
            kind = NumberKind.ListMarker;
            return end;
        }

        if (FollowsName(text, at))
        {
            kind = NumberKind.Name;
            return end;
        }

        return ReadUnit(text, end, digits, value, isDecimal, out kind);
    }

    /// <summary>Reads the number in Chinese words that begins at a place.</summary>
    /// <returns>Where it ends, its unit included; <paramref name="at"/> when no number is meant.</returns>
    public static int ReadWords(ReadOnlySpan<char> text, int at, out NumberKind kind)
    {
        int start = at;
        bool isShare = at + 3 < text.Length && text[at] is '百' or '千' or '万' && text[at + 1] == '分' && text[at + 2] == '之';
        if (isShare)
        {
            start += 3;
        }

        int end = start;
        while (end < text.Length && (NumeralSet.Contains(text[end]) || (text[end] == '点' && end + 1 < text.Length && NumeralSet.Contains(text[end + 1]))))
        {
            end++;
        }

        kind = NumberKind.Quantity;
        int length = end - start;
        char next = end < text.Length ? text[end] : '\0';
        char afterNext = end + 1 < text.Length ? text[end + 1] : '\0';
        if (length == 0 || (at > 0 && text[at - 1] == '第'))
        {
            return at;
        }

        if (next == '字')
        {
            kind = NumberKind.AnswerLength;
            return end + 1;
        }

        bool hasUnit = ChineseUnits.Contains(next) || (next == '个' && afterNext is '月' or '点') || (next == '平' && afterNext == '米');
        bool isLong = length > 1 && text[start..end].IndexOfAny(Multipliers) >= 0;
        return isShare || isLong || (hasUnit && !(length == 1 && next is '点' or '手' or '份' or '笔' or '口')) ? end + (hasUnit ? 1 : 0) : at;
    }

    // 9:30, 9:30-11:30, 415-555-0132, 10-20
    private static int ReadJoined(ReadOnlySpan<char> text, int end, int digits, out NumberKind kind)
    {
        bool isTime = false;
        int groups = 1;
        while (end + 1 < text.Length && text[end] is ':' or '-' or '.' && char.IsAsciiDigit(text[end + 1]))
        {
            isTime |= text[end] == ':';
            groups++;
            for (end++; end < text.Length && char.IsAsciiDigit(text[end]); end++)
            {
                digits++;
            }
        }

        kind = isTime ? NumberKind.Moment
            : groups > 2 && digits >= 8 ? NumberKind.Identifier
            : digits >= IdentifierDigits ? NumberKind.Identifier
            : NumberKind.Quantity;
        return end;
    }

    private static int ReadUnit(ReadOnlySpan<char> text, int end, int digits, int value, bool isDecimal, out NumberKind kind)
    {
        int unit = end < text.Length && text[end] == ' ' ? end + 1 : end;
        char next = unit < text.Length ? text[unit] : '\0';
        char afterNext = unit + 1 < text.Length ? text[unit + 1] : '\0';
        kind = NumberKind.Quantity;
        if (next is '字')
        {
            kind = NumberKind.AnswerLength;
            return unit + 1;
        }

        if (Multipliers.Contains(next, StringComparison.Ordinal) || ChineseUnits.Contains(next) || (next == '个' && afterNext is '月' or '点'))
        {
            bool isYear = next == '年' && IsYear(digits, value, isDecimal);
            kind = isYear ? NumberKind.Moment : kind;
            return unit + 1;
        }

        if (next is '月' or '日' or '号' or '时')
        {
            kind = NumberKind.Moment;
            return unit + 1;
        }

        if (char.IsAsciiLetter(next))
        {
            return ReadLatinUnit(text, end, unit, digits, value, isDecimal, out kind);
        }

        if (next is '-' && char.IsAsciiLetter(afterNext))
        {
            // A tenor, or "600-word".
            kind = text[(unit + 1)..].StartsWith("word", StringComparison.Ordinal) ? NumberKind.AnswerLength : NumberKind.Name;
            return unit;
        }

        kind = digits >= IdentifierDigits ? NumberKind.Identifier
            : isDecimal ? NumberKind.Quantity
            : next == '(' && char.IsAsciiLetter(afterNext) ? NumberKind.Name
            : digits == SecurityCodeDigits ? NumberKind.SecurityCode
            : IsYear(digits, value, isDecimal) ? NumberKind.Moment
            : NumberKind.Quantity;
        return end;
    }

    private static int ReadLatinUnit(ReadOnlySpan<char> text, int end, int unit, int digits, int value, bool isDecimal, out NumberKind kind)
    {
        int last = unit;
        while (last < text.Length && char.IsAsciiLetter(text[last]))
        {
            last++;
        }

        ReadOnlySpan<char> word = text[unit..last];
        if (word is "words" or "word")
        {
            kind = NumberKind.AnswerLength;
            return last;
        }

        if (LatinUnitSpans.Contains(word))
        {
            kind = NumberKind.Quantity;
            return last;
        }

        // "3rd", "5g" are names; in "at 40 and" the word has nothing to do with the number.
        kind = unit == end ? NumberKind.Name : IsYear(digits, value, isDecimal) ? NumberKind.Moment : NumberKind.Quantity;
        return end;
    }

    private static bool IsYear(int digits, int value, bool isDecimal) => !isDecimal && digits == 4 && value is >= 1900 and < 2100;

    private static bool FollowsName(ReadOnlySpan<char> text, int at) =>
        at > 0 && (char.IsAsciiLetter(text[at - 1]) || text[at - 1] == '第' || (at > 1 && text[at - 1] is '+' or '-' or '/' && char.IsAsciiLetter(text[at - 2])));

    private static bool IsMarker(ReadOnlySpan<char> text, int at, int end) =>
        end - at <= 2 && end + 1 < text.Length && text[end] is '.' or '、' or ')' && !char.IsAsciiDigit(text[end + 1])
        && (at == 0 || text[at - 1] is '\n' or '(' or '。' or ';' or ':');
}
