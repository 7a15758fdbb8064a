using System.Globalization;
using FinCluster.Inference.Grammar.JsonSchema;
using FinCluster.Inference.Tests.Grammar.JsonSchema.Oracle;

namespace FinCluster.Inference.Tests.Grammar.JsonSchema;

public sealed class NumberSchemaTests
{
    [Fact]
    public void Integer_WithoutBounds_HasNoFractionAndNoLeadingZeros() => SchemaCheck.Accepts(
        """{"type":"integer"}""",
        ["0", "7", "-7", "1234567890123456", "-9007199254740991"],
        ["-0", "01", "00", "1.0", "1e3", "+1", "-", "", "12345678901234567", "\"1\""]);

    [Fact]
    public void Number_WithoutBounds_IsAnyOfJsons() => SchemaCheck.Accepts(
        """{"type":"number"}""",
        ["0", "-0", "1", "-1.5", "0.001", "1e5", "1.25E-10", "-1e+99"],
        ["01", ".5", "1.", "1e", "1e100", "+1", "NaN", "Infinity", "--1", "0x1"]);

    [Fact]
    public void Integer_EveryRange_AcceptsExactlyItsMembers()
    {
        var random = new Random(20240601);
        int[] anchors = [-1000, -999, -100, -99, -10, -9, -1, 0, 1, 9, 10, 99, 100, 101, 999, 1000, 1001];
        for (var round = 0; round < 150; round++)
        {
            var first = random.Next(3) == 0 ? anchors[random.Next(anchors.Length)] : random.Next(-1200, 1200);
            var last = random.Next(3) == 0 ? anchors[random.Next(anchors.Length)] : random.Next(-1200, 1200);
            int? lower = random.Next(6) == 0 ? null : Math.Min(first, last);
            int? upper = random.Next(6) == 0 ? null : Math.Max(first, last);
            AssertMembers("integer", Bounds(lower, upper), Enumerable.Range(-1300, 2601).Where(value => Matters(value, lower, upper)).Select(Text), value =>
                !(long.Parse(value, CultureInfo.InvariantCulture) < lower) && !(long.Parse(value, CultureInfo.InvariantCulture) > upper));
        }

        static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
    }

    [Fact]
    public void Number_EveryRange_AcceptsExactlyItsMembers()
    {
        var random = new Random(20240602);
        decimal[] anchors = [0m, 0.1m, 0.05m, 0.95m, 1m, 1.5m, 0.999m, 9.99m, 10m, -0.5m, -1m, -0.01m, 2m, 0.5m, -2m];
        for (var round = 0; round < 150; round++)
        {
            var first = random.Next(2) == 0 ? anchors[random.Next(anchors.Length)] : random.Next(-3000, 3000) / 100m;
            var last = first + (random.Next(2) == 0 ? random.Next(0, 300) / 100m : random.Next(0, 20_000) / 1000m);
            decimal? lower = random.Next(6) == 0 ? null : first;
            decimal? upper = random.Next(6) == 0 ? null : last;
            var (isLowerExclusive, isUpperExclusive) = (random.Next(2) == 0, random.Next(2) == 0);
            if ((lower is null && upper is null) || (lower == upper && (isLowerExclusive || isUpperExclusive)))
            {
                continue;
            }

            var near = Enumerable.Range(-60, 121).SelectMany(step => new[] { first + (step / 1000m), last + (step / 1000m), first + (step / 7m) });
            var candidates = near.Concat([0m, lower ?? 0m, upper ?? 0m, 0.0m, 1.00m]).SelectMany(Spellings).Distinct();
            AssertMembers("number", Bounds(lower, upper, isLowerExclusive, isUpperExclusive), candidates, text =>
            {
                var value = decimal.Parse(text, CultureInfo.InvariantCulture);
                var isNegativeZero = value == 0 && text[0] == '-';
                return !isNegativeZero
                    && !(value < lower) && !(isLowerExclusive && value == lower)
                    && !(value > upper) && !(isUpperExclusive && value == upper);
            });
        }
    }

    [Theory]
    [InlineData("""{"type":"integer","minimum":0}""", "0|1|9999999999999999", "-1|-0|01")]
    [InlineData("""{"type":"integer","maximum":-1}""", "-1|-9999999999999999", "0|1|-0")]
    [InlineData("""{"type":"integer","exclusiveMinimum":0,"exclusiveMaximum":3}""", "1|2", "0|3")]
    [InlineData("""{"type":"integer","minimum":0.5,"maximum":2.5}""", "1|2", "0|3")]
    [InlineData("""{"type":"integer","minimum":1,"exclusiveMinimum":true,"maximum":3,"exclusiveMaximum":true}""", "2", "1|3")]
    [InlineData("""{"type":"integer","minimum":1e2,"maximum":1.05E+2}""", "100|105", "99|106")]
    [InlineData("""{"type":"integer","minimum":-9007199254740991,"maximum":9007199254740991}""", "-9007199254740991|9007199254740991|0", "9007199254740992")]
    [InlineData("""{"type":"integer","minimum":-9223372036854775808,"maximum":9223372036854775807}""", "-9223372036854775808|9223372036854775807", "9223372036854775808|-9223372036854775809")]
    [InlineData("""{"type":"integer","minimum":12345678901234567890}""", "12345678901234567890|99999999999999999999", "12345678901234567889|1")]
    [InlineData("""{"type":"number","minimum":0,"maximum":1.7976931348623157E+308}""", "0|0.5|9999999999999999", "-1|-0.1")]
    [InlineData("""{"type":"number","minimum":0,"maximum":1}""", "0|0.0|0.5|1|1.0|1.000|0.9999999999999999", "1.1|1.0001|-0.1|-0|-0.0|1e-1")]
    [InlineData("""{"type":"number","exclusiveMinimum":0,"exclusiveMaximum":1}""", "0.5|0.0001|0.999", "0|0.0|1|1.0|0.000")]
    [InlineData("""{"type":"number","minimum":-0.05,"maximum":-0.01}""", "-0.05|-0.01|-0.010|-0.03", "-0.051|-0.009|0|0.03|-0.0")]
    [InlineData("""{"type":"number","minimum":2.50,"maximum":2.5}""", "2.5|2.50", "2|2.51|2.49|3")]
    [InlineData("""{"minimum":0.01}""", "0.01|1|5000.5", "0|0.009|-1")]
    [InlineData("""{"type":["integer","string"],"minimum":5}""", "5|\"x\"", "4|5.0")]
    [InlineData("""{"type":["integer","number"],"maximum":5}""", "5.0|-1.5", "6")]
    public void Bounds_OfAllKinds_AreExact(string schema, string accepted, string refused) =>
        SchemaCheck.Accepts(schema, accepted.Split('|'), refused.Split('|'));

    [Theory]
    [InlineData("""{"type":"number","minimum":1e-50}""", "40 digits")]
    [InlineData("""{"type":"number","minimum":1e45}""", "40 digits")]
    [InlineData("""{"type":"integer","maximum":-1e45}""", "40 digits")]
    [InlineData("""{"type":"number","maximum":1e99999}""", "too long", "/maximum")]
    [InlineData("""{"type":"number","maximum":"5"}""", "/maximum", "number")]
    [InlineData("""{"type":"number","exclusiveMinimum":null}""", "/exclusiveMinimum", "number")]
    [InlineData("""{"type":"number","minimum":2,"maximum":1}""", "bound")]
    [InlineData("""{"type":"number","minimum":1,"exclusiveMaximum":1}""", "bound")]
    [InlineData("""{"type":"integer","minimum":0.2,"maximum":0.8}""", "whole number")]
    public void Bounds_ThatCannotBeMet_AreRefused(string schema, params string[] mentions) => SchemaCheck.IsRefused(schema, mentions);

    private static void AssertMembers(string type, string bounds, IEnumerable<string> candidates, Func<string, bool> isMember)
    {
        var schema = $$"""{"type":"{{type}}"{{bounds}}}""";
        var oracle = GbnfOracle.Parse(JsonSchemaGrammar.ToGbnf(schema));
        foreach (var text in candidates)
        {
            Assert.True(oracle.Accepts(text) == isMember(text), $"{schema}: {text}");
        }

        SchemaCheck.IsSound(schema, oracle, new Random(3));
    }

    private static string Bounds(decimal? lower, decimal? upper, bool isLowerExclusive = false, bool isUpperExclusive = false) => string.Concat(
        lower is null ? "" : string.Create(CultureInfo.InvariantCulture, $",\"{(isLowerExclusive ? "exclusiveMinimum" : "minimum")}\":{lower}"),
        upper is null ? "" : string.Create(CultureInfo.InvariantCulture, $",\"{(isUpperExclusive ? "exclusiveMaximum" : "maximum")}\":{upper}"));

    // All of the numbers near the bounds and a share of the others, which would take long together.
    private static bool Matters(int value, int? lower, int? upper) =>
        Math.Abs(value - (lower ?? 0)) < 25 || Math.Abs(value - (upper ?? 0)) < 25 || value % 17 == 0;

    private static IEnumerable<string> Spellings(decimal value)
    {
        var text = decimal.Round(value, 4).ToString("0.####", CultureInfo.InvariantCulture);
        yield return text;
        yield return text.Contains('.', StringComparison.Ordinal) ? $"{text}00" : $"{text}.0";
        yield return value == 0 ? "-0.0" : text;
    }
}
