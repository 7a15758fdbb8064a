namespace FinCluster.Core.Compliance.PersonalData;

/// <summary>Digits and letters of folded text: ASCII digits, and the Chinese numerals with which telephone numbers are spelled.</summary>
internal static class Numerals
{
    public static bool IsDigit(char c) => c is >= '0' and <= '9';

    public static bool IsLetter(char c) => (char)(c | 0x20) is >= 'a' and <= 'z';

    /// <summary>An ASCII letter or digit, or the underscore.</summary>
    public static bool IsAsciiWord(char c) => IsDigit(c) || IsLetter(c) || c == '_';

    public static bool IsChinese(char c) => c >= '\u3007' && ChineseValue(c) >= 0;

    public static bool IsWord(char c) => IsAsciiWord(c) || IsChinese(c);

    /// <summary>The value of an ASCII digit or of a Chinese numeral; -1 for everything else.</summary>
    public static int ValueOf(char c) => IsDigit(c) ? c - '0' : c >= '\u3007' ? ChineseValue(c) : -1;

    private static int ChineseValue(char c) => c switch
    {
        '零' or '〇' => 0,
        '一' or '幺' or '壹' => 1,
        '二' or '贰' or '貳' or '两' => 2,
        '三' or '叁' or '參' => 3,
        '四' or '肆' => 4,
        '五' or '伍' => 5,
        '六' or '陆' or '陸' => 6,
        '七' or '柒' => 7,
        '八' or '捌' => 8,
        '九' or '玖' => 9,
        _ => -1,
    };
}
