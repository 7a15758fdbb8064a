using System.Globalization;
using FinCluster.Inference.Grammar.JsonSchema;
using FinCluster.Inference.Tests.Grammar.JsonSchema.Oracle;

namespace FinCluster.Inference.Tests.Grammar.JsonSchema;

public sealed class ConstantSchemaTests
{
    [Fact]
    public void Enum_OfAllTypes_AcceptsEachValue() => SchemaCheck.Accepts(
        """{"enum":["a",1,-2.50,true,null,[1,"x"],{"k":[],"é":"\u00e9"}]}""",
        ["\"a\"", "1", "-2.50", "true", "null", "[1,\"x\"]", "{\"k\":[],\"é\":\"é\"}"],
        ["\"b\"", "2", "-2.5", "false", "a", "[1]", "{}"]);

    [Fact]
    public void Enum_TextThatNeedsEscapes_IsEscapedForJsonAndForTheGrammar() => SchemaCheck.Accepts(
        """{"enum":["\"","\\","\n\t\u0001","[^a]","平安","{}|()*+?","😀","\u2028","a\u0301"]}""",
        ["""
         "\""
         """, """
         "\\"
         """, """
         "\n\t\u0001"
         """, "\"[^a]\"", "\"平安\"", "\"{}|()*+?\"", "\"😀\"", "\"\u2028\"", "\"a\u0301\""],
        ["\"\"\"", "\"\\\"", "\"\n\t\u0001\"", "\"b\"", "\"\\u5e73\\u5b89\""]);

    [Theory]
    [InlineData("""{"const":"buy"}""", "\"buy\"", "\"sell\"|buy")]
    [InlineData("""{"const":null}""", "null", "0|\"null\"")]
    [InlineData("""{"const":{"a":[1,2]}}""", """{"a":[1,2]}""", """{"a":[1]}|{}""")]
    [InlineData("""{"type":"string","enum":["a",1]}""", "\"a\"", "1")]
    [InlineData("""{"type":"integer","enum":[1,1.5,2.0,"x"],"minimum":2}""", "2.0", "1|1.5|\"x\"")]
    [InlineData("""{"enum":["a","abc","平安银行"],"minLength":2,"maxLength":4}""", "\"abc\"|\"平安银行\"", "\"a\"")]
    [InlineData("""{"enum":["a","b"],"const":"b"}""", "\"b\"", "\"a\"")]
    [InlineData("""{"enum":[1,2,3],"allOf":[{"enum":[2.0,3,4]},{"not_a_keyword":1,"enum":[3,2]}]}""", "2|3", "1|4")]
    [InlineData("""{"type":"object","enum":[{},null]}""", "{}", "null")]
    [InlineData("""{"enum":["a"],"nullable":true}""", "\"a\"|null", "\"b\"")]
    public void Constant_WithSiblings_IsHeldToThem(string schema, string accepted, string refused) =>
        SchemaCheck.Accepts(schema, accepted.Split('|'), refused.Split('|'));

    [Fact]
    public void Enum_ThousandTickers_AcceptsTheseAndSharesTheirBeginnings()
    {
        var tickers = Enumerable.Range(600000, 1000).Select(code => code.ToString(CultureInfo.InvariantCulture) + ".SH").ToList();
        var grammar = JsonSchemaGrammar.ToGbnf($$"""{"enum":["{{string.Join("\",\"", tickers)}}","600",600,600.5,6]}""");
        var oracle = GbnfOracle.Parse(grammar);

        Assert.All(tickers, ticker => Assert.True(oracle.Accepts($"\"{ticker}\"")));
        Assert.All(new[] { "\"600\"", "600", "600.5", "6" }, text => Assert.True(oracle.Accepts(text), text));
        Assert.All(new[] { "\"60000\"", "\"601000.SH\"", "60", "600.", "\"600000.S\"" }, text => Assert.False(oracle.Accepts(text), text));
        Assert.StartsWith("root ::= \"\\\"600\" (", grammar, StringComparison.Ordinal);
    }

    [Fact]
    public void Enum_PrefixesBeyondTheFirstPlane_AreNotTornApart()
    {
        string[] names = ["😀a", "😀b", "😁a", "😁b", "😁", "😂", "😃", "😄", "😅", "平安", "平定"];
        var oracle = GbnfOracle.Parse(JsonSchemaGrammar.ToGbnf($$"""{"enum":["{{string.Join("\",\"", names)}}"]}"""));

        Assert.All(names, name => Assert.True(oracle.Accepts($"\"{name}\"")));
        Assert.False(oracle.Accepts("\"😀\""));
    }

    [Theory]
    [InlineData("""{"enum":["a"],"pattern":"^a$"}""", "/enum/0")]
    [InlineData("""{"const":"2024-01-01","format":"date"}""", "/const")]
    [InlineData("""{"const":{"a":1},"properties":{"a":{"type":"string"}}}""", "/const")]
    [InlineData("""{"const":[1],"items":{"type":"string"}}""", "/const")]
    [InlineData("""{"enum":["a"],"const":"b"}""", "/const")]
    [InlineData("""{"type":"integer","enum":["a"]}""", "no finite JSON value")]
    public void Constant_ThatCannotBeHeldToItsSiblings_IsRefused(string schema, string mention) => SchemaCheck.IsRefused(schema, mention);
}
