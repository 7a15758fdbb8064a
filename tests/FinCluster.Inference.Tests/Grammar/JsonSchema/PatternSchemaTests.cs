using System.Text.Json;

namespace FinCluster.Inference.Tests.Grammar.JsonSchema;

public sealed class PatternSchemaTests
{
    // Texts are split at '|' and stand as they are between JSON's quotes.
    [Theory]
    [InlineData("^abc$", "abc", "ab|abcd|xabc|")]
    [InlineData("abc", "abc|xabcx|abcabc|\\u0041abc", "ab|a bc|")]
    [InlineData("^abc", "abc|abcx", "xabc")]
    [InlineData("abc$", "abc|xabc", "abcx")]
    [InlineData("^a$|^b$", "a|b", "ab|")]
    [InlineData("^a|b$", "a|ax|xb|b|ab", "x|ba")]
    [InlineData("", "|anything", "")]
    [InlineData("^$", "", "a")]
    [InlineData("^[A-Z]{1,5}$", "A|AAPL|GOOGL", "|GOOGLE|aapl|A1")]
    [InlineData("^[A-Z]{1,5}(\\.[A-Z]{1,2})?$", "BRK.B|AAPL|RDS.AB", "BRK.|.B|BRK.ABC")]
    [InlineData("^\\d{6}\\.(SH|SZ|BJ)$", "600519.SH|000001.SZ", "600519|600519.HK|60051.SH|600519xSH")]
    [InlineData("^(?:[01]\\d|2[0-3]):[0-5]\\d$", "09:30|23:59", "24:00|9:30")]
    [InlineData("^(?<code>[a-z]+)-\\w+$", "ab-c_9", "AB-c|ab-")]
    [InlineData("^a*b+c?d{2}e{1,}f{0,2}$", "bdde|aabcddeeeff", "dde|bde|bddfff|bddefff")]
    [InlineData("^a+?b*?$", "a|aab", "b")]
    [InlineData("^(a*)*$", "|a|aaaa", "b")]
    [InlineData("^(a*b*)*c$", "c|abac|bbbac", "ab|d")]
    [InlineData("^(a?b?){2,3}$", "|a|ab|abab|ababab|ba|bbb", "abababab|bbbb|c")]
    [InlineData("^((a|b*)*)*$", "|abba", "c")]
    [InlineData("^(|a)+$", "|a|aa", "b")]
    [InlineData("^[^a-z]$", "A|1|平|😀|\\n|\\\"|\\\\|\\u0001|\\u007f", "a|z||AA|\\u0041")]
    [InlineData("^.$", "a|平|😀|\\\"|\\\\|\\t", "\\n|\\r||ab")]
    [InlineData("^\\s\\S$", " a|\\ta|\\n平", "a |  ")]
    [InlineData("^\\D\\W$", "a-|平平", "1-|aa|a_")]
    [InlineData("^[\\d.,-]+$", "1,234.50|-1", "1a")]
    [InlineData("^[-+]?[0-9]+(\\.[0-9]{2})?%$", "-3%|+12.50%", "12.5%|%")]
    [InlineData("^[\\]\\[^\\\\\"]+$", "]|[|^|\\\\|\\\"|[]^", "a")]
    [InlineData("^\\x41\\u0042\\u{43}\\u{1F600}\\uD83D\\uDE00\\cJ\\t\\/\\-\\@$", "ABC😀😀\\n\\t/-@", "ABC😀😀")]
    [InlineData("^[\\u4e00-\\u9fa5]{2,4}$", "平安|平安银行", "平|平安银行股|ab")]
    [InlineData("^\"quoted\"$", "\\\"quoted\\\"", "quoted")]
    [InlineData("^a/b$", "a/b", "a\\/b")]
    [InlineData("^[\\b]$", "\\b", "b")]
    [InlineData("^(a(b(c(d)?)?)?)?$", "|a|ab|abc|abcd", "abd|b")]
    public void Pattern_Supported_AcceptsItsStrings(string pattern, string accepted, string refused) => SchemaCheck.Accepts(
        $$"""{"type":"string","pattern":{{JsonSerializer.Serialize(pattern)}}}""",
        [.. accepted.Split('|').Select(text => $"\"{text}\"")],
        refused.Length == 0 ? [] : [.. refused.Split('|').Select(text => $"\"{text}\"")]);

    [Theory]
    [InlineData("^[A-Z]+$", 1, 5, "A|ABCDE", "|ABCDEF")]
    [InlineData("^[A-Z]{2,}$", 3, 4, "ABC|ABCD", "AB|ABCDE")]
    [InlineData("^SH\\d*$", 0, 4, "SH|SH1|SH12", "SH123")]
    [InlineData("^(ab)*c$", 2, 6, "abc|ababc", "c|abababc")]
    [InlineData("^(a+|b{9})$", 2, 3, "aa|aaa", "a|aaaa|bbbbbbbbb")]
    [InlineData("^[a-z]", 1, 3, "a|aB|aBC", "|aBCD|A")]
    [InlineData("^.*$", 2, 2, "ab", "a|abc")]
    [InlineData("^\\d{4}$", 4, 9, "1234", "123")]
    public void Pattern_WithLengths_AcceptsTheStringsOfBoth(string pattern, int minLength, int maxLength, string accepted, string refused) =>
        SchemaCheck.Accepts(
            $$"""{"pattern":{{JsonSerializer.Serialize(pattern)}},"minLength":{{minLength}},"maxLength":{{maxLength}}}""",
            [.. accepted.Split('|').Select(text => $"\"{text}\"")],
            [.. refused.Split('|').Select(text => $"\"{text}\"")]);

    [Theory]
    [InlineData("(?=a)", "character 3")]
    [InlineData("(?!a)", "group")]
    [InlineData("(?<=a)b", "group")]
    [InlineData("(?<!a)b", "group")]
    [InlineData("(?i)a", "group")]
    [InlineData("(a)\\1", "'\\1'")]
    [InlineData("\\bword\\b", "'\\b'")]
    [InlineData("\\p{L}", "'\\p'")]
    [InlineData("\\k<a>", "'\\k'")]
    [InlineData("a^b", "'^'")]
    [InlineData("a$b", "'b'")]
    [InlineData("(a$)", "'$'")]
    [InlineData("(^a)", "'^'")]
    [InlineData("(a", "')'")]
    [InlineData("a)", "')'")]
    [InlineData("[a", "ends too early")]
    [InlineData("[z-a]", "range")]
    [InlineData("[a-\\d]", "range")]
    [InlineData("*a", "'*'")]
    [InlineData("a**", "'*'")]
    [InlineData("a{2,1}", "crossed")]
    [InlineData("a{,2}", "number")]
    [InlineData("a{2", "'}'")]
    [InlineData("a{99999999999}", "too large")]
    [InlineData("a{10001}", "10000")]
    [InlineData("\\u12", "hexadecimal")]
    [InlineData("\\u{110000}", "range")]
    [InlineData("\\uD83D", "surrogate")]
    [InlineData("\\uD83D\\u0041", "surrogate")]
    [InlineData("\\012", "octal")]
    [InlineData("\\", "ends too early")]
    [InlineData("((((((((((((((((((a))))))))))))))))))", "deep")]
    public void Pattern_OutsideOfTheSubset_IsRefused(string pattern, string mention) =>
        SchemaCheck.IsRefused($$"""{"$ref":"#/$defs/a","$defs":{"a":{"pattern":{{JsonSerializer.Serialize(pattern)}} } } }""", "/pattern", mention);

    [Fact]
    public void Pattern_TooLong_IsRefused() =>
        SchemaCheck.IsRefused($$"""{"pattern":"{{new string('a', 1025)}}"}""", "/pattern", "1024");

    [Fact]
    public void Pattern_NestedRepetitionsOfEmptyParts_AreBounded() =>
        SchemaCheck.IsRefused($$"""{"pattern":"^{{string.Concat(Enumerable.Repeat("(", 15))}}a*{{string.Concat(Enumerable.Repeat("b*c*d*)*", 15))}}$"}""", "elements");

    [Fact]
    public void Pattern_DoublingAtEachLevel_IsBounded() =>
        SchemaCheck.IsRefused(
            $$"""{"pattern":"^{{string.Concat(Enumerable.Repeat("(a*", 16))}}{{string.Concat(Enumerable.Repeat(")*", 16))}}$"}""", "/pattern", "too large");

    [Fact]
    public void Pattern_LookingLikeGbnf_StaysText() => SchemaCheck.Accepts(
        """{"pattern":"^root ::= \"x\" # y$"}""", ["\"root ::= \\\"x\\\" # y\""], ["\"x\""]);
}
