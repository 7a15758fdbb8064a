using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace FinCluster.Inference.Tests.Grammar.JsonSchema.Oracle;

/// <summary>
/// Matches ECMA-262 patterns in Unicode mode with .NET's engine, whose characters are UTF-16 code units and whose classes are wider. Characters
/// beyond the first plane are replaced by private ones on both sides.
/// </summary>
internal static class EcmaPattern
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    public static bool IsMatch(string text, string pattern) => Regex.IsMatch(Narrow(text), Translate(pattern), RegexOptions.None, Limit);

    private static string Translate(string pattern)
    {
        var withoutEscapes = Regex.Replace(
            pattern,
            @"\\u\{(?<code>[0-9a-fA-F]+)\}|\\u(?<high>[dD][89abAB]..)\\u(?<low>....)",
            match => match.Groups["code"].Success
                ? char.ConvertFromUtf32(Hex(match.Groups["code"].Value))
                : char.ConvertFromUtf32(char.ConvertToUtf32((char)Hex(match.Groups["high"].Value), (char)Hex(match.Groups["low"].Value))),
            RegexOptions.None,
            Limit);
        return Regex.Replace(Classes(Narrow(withoutEscapes)), @"(?<!\\)\$", @"\z", RegexOptions.None, Limit);
    }

    private static string Classes(string pattern)
    {
        var text = new StringBuilder();
        var isInClass = false;
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] != '\\')
            {
                isInClass = pattern[i] == '[' || (isInClass && pattern[i] != ']');
                text.Append(pattern[i] == '.' && !isInClass ? @"[^\n\r\u2028\u2029]" : pattern[i].ToString());
                continue;
            }

            text.Append((pattern[++i], isInClass) switch
            {
                ('d', true) => "0-9",
                ('d', false) => "[0-9]",
                ('D', false) => "[^0-9]",
                ('w', true) => "a-zA-Z0-9_",
                ('w', false) => "[a-zA-Z0-9_]",
                ('W', false) => "[^a-zA-Z0-9_]",
                ('s', false) => @"[\s\uFEFF]",
                ('@' or '-' or '/', _) => Regex.Escape(pattern[i].ToString()),
                var (letter, _) => $"\\{letter}",
            });
        }

        return text.ToString();
    }

    private static string Narrow(string text) => string.Concat(text.EnumerateRunes().Select(rune =>
        rune.IsBmp ? rune.ToString() : ((char)(0xE000 + (rune.Value % 0x1000))).ToString()));

    private static int Hex(string digits) => int.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
