namespace FinCluster.Inference.Tests.Grammar.JsonSchema;

public sealed class StringSchemaTests
{
    [Fact]
    public void String_Plain_AllowsWhatJsonAllowsButControlCharacters() => SchemaCheck.Accepts(
        """{"type":"string"}""",
        ["\"\"", "\"abc é 平安 😀\"", """ "\"\\\/\b\f\n\r\t" """.Trim(), "\"\\u00e9\\uABCD\"", "\"\\ud83d\\ude00\"", "\"\\uD83D\\uDE00\""],
        [
            "", "\"", "abc", "\"a\nb\"", "\"a\tb\"", "\"\u0001\"", "\"\u007f\"", "\"\\x\"", "\"\\u12\"", "\"\\\"", "\"\"\"", "\"\\ud83d\"",
            "\"\\ude00\"", "\"\\ud83dx\"", "\"\\ude00\\ud83d\"",
        ]);

    [Theory]
    [InlineData(0, 2, "|a|ab|平安|😀😀", "abc|😀😀😀")]
    [InlineData(2, 2, "ab|😀b", "|a|abc")]
    [InlineData(1, 3, "a|abc", "|abcd")]
    public void Length_WithBounds_CountsCodePoints(int minLength, int maxLength, string accepted, string refused) => SchemaCheck.Accepts(
        $$"""{"type":"string","minLength":{{minLength}},"maxLength":{{maxLength}}}""",
        [.. accepted.Split('|').Select(text => $"\"{text}\"")],
        [.. refused.Split('|').Select(text => $"\"{text}\"")]);

    [Fact]
    public void Length_Escapes_CountAsOneCharacter() => SchemaCheck.Accepts(
        """{"type":"string","maxLength":1}""",
        ["\"\\n\"", "\"\\u0041\"", "\"\\ud83d\\ude00\""],
        ["\"\\n\\n\"", "\"\\u0041b\""]);

    [Fact]
    public void Length_MinimumOnly_IsOpenAbove() => SchemaCheck.Accepts(
        """{"type":"string","minLength":2}""", ["\"ab\"", "\"abcdefghij\""], ["\"\"", "\"a\""]);

    [Theory]
    [InlineData("date", "2024-02-29|2000-02-29|1999-12-31|2023-04-30|9996-02-29", "2023-02-29|1900-02-29|2100-02-29|2023-04-31|2023-13-01|2023-00-10|2023-1-01|0001-01-01|2023-01-32|2023-01-00")]
    [InlineData("time", "09:30:00Z|23:59:59.999+08:00|00:00:00-05:30|15:00:00.123456789Z", "24:00:00Z|09:60:00Z|09:30:60Z|09:30:00|9:30:00Z|09:30:00.Z|09:30:00+24:00")]
    [InlineData("date-time", "2024-02-29T09:30:00Z|2023-01-01T00:00:00.5+08:00", "2023-02-29T09:30:00Z|2023-01-01 09:30:00Z|2023-01-01|2023-01-01T09:30:00")]
    [InlineData("uuid", "123e4567-e89b-12d3-a456-426614174000|ABCDEF01-2345-6789-ABCD-EF0123456789", "123e4567e89b12d3a456426614174000|123e4567-e89b-12d3-a456-42661417400|g23e4567-e89b-12d3-a456-426614174000")]
    [InlineData("email", "a@b.cn|no address", "")]
    public void Format_Known_IsEnforced(string format, string accepted, string refused) => SchemaCheck.Accepts(
        $$"""{"type":"string","format":"{{format}}"}""",
        [.. accepted.Split('|').Select(text => $"\"{text}\"")],
        [.. refused.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(text => $"\"{text}\"")]);

    [Fact]
    public void Format_OfEveryDay_IsTheCalendar()
    {
        var oracle = Oracle.GbnfOracle.Parse(FinCluster.Inference.Grammar.JsonSchema.JsonSchemaGrammar.ToGbnf("""{"type":"string","format":"date"}"""));
        var candidates =
            from year in new[] { 1000, 1582, 1600, 1700, 1896, 1904, 2000, 2024, 2025, 2200, 2400, 9999 }
            from month in Enumerable.Range(0, 14)
            from day in Enumerable.Range(0, 33)
            select $"{year:D4}-{month:D2}-{day:D2}";

        Assert.All(candidates, text => Assert.Equal(
            DateOnly.TryParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out _),
            oracle.Accepts($"\"{text}\"")));
    }

    [Fact]
    public void Format_LengthsThatItHasAnyway_AreAccepted() => SchemaCheck.Accepts(
        """{"type":"string","format":"date","minLength":10,"maxLength":10}""", ["\"2024-01-01\""], ["\"2024-01-1\""]);

    [Theory]
    [InlineData("""{"type":"string","format":"date","pattern":"^2"}""", "pattern", "/pattern")]
    [InlineData("""{"type":"string","pattern":"^a+b*$","maxLength":3}""", "maxLength", "/pattern")]
    [InlineData("""{"type":"string","format":"date-time","maxLength":25}""", "maxLength", "/format")]
    [InlineData("""{"allOf":[{"pattern":"^a"},{"pattern":"b$"}]}""", "pattern", "/allOf/1/pattern")]
    public void String_ConstraintsThatNoGrammarJoins_AreRefused(string schema, string keyword, string place) =>
        SchemaCheck.IsRefused(schema, keyword, place);
}
