using System.Text.Json;
using FinCluster.Core.Engine;
using FinCluster.Core.Errors;

namespace FinCluster.Process.Tests.BadInput.Http;

/// <summary>Schemas and grammars that describe no output.</summary>
[Collection(HttpBadInput.Name)]
public sealed class ConstraintTests(BadInputServer server)
{
    [Theory]
    [InlineData("1")]
    [InlineData("[]")]
    [InlineData("\"string\"")]
    [InlineData("false")]
    [InlineData("""{"type":"kaboom"}""")]
    [InlineData("""{"type":1}""")]
    [InlineData("""{"type":[]}""")]
    [InlineData("""{"properties":[]}""")]
    [InlineData("""{"properties":{"a":1}}""")]
    [InlineData("""{"required":"a"}""")]
    [InlineData("""{"properties":{"a":{}},"required":["b"],"additionalProperties":false}""")]
    [InlineData("""{"enum":[]}""")]
    [InlineData("""{"enum":["\ud800"]}""")]
    [InlineData("""{"anyOf":[]}""")]
    [InlineData("""{"type":"string","pattern":"("}""")]
    [InlineData("""{"type":"string","pattern":"^(a|b)\\1$"}""")]
    [InlineData("""{"type":"string","minLength":2,"maxLength":1}""")]
    [InlineData("""{"type":"string","maxLength":1e9999}""")]
    [InlineData("""{"type":"string","maxLength":2147483648}""")]
    [InlineData("""{"type":"array","items":{},"minItems":99999999999999999999}""")]
    [InlineData("""{"type":"integer","allOf":[{"minimum":5},{"maximum":4}]}""")]
    [InlineData("""{"not":{}}""")]
    [InlineData("""{"$ref":"https://example.com/schema"}""")]
    [InlineData("""{"$ref":"#/nowhere"}""")]
    [InlineData("""{"$ref":"#"}""")]
    [InlineData("""{"$ref":"#/$defs/a","$defs":{"a":{"type":"object","properties":{"b":{"$ref":"#/$defs/a"}},"required":["b"]}}}""")]
    public Task Schema_ThatDescribesNothing_IsRefused(string schema) => AssertRefusesSchemaAsync(schema);

    [Fact]
    public Task Schema_TooLong_IsRefused() =>
        AssertRefusesSchemaAsync($$"""{"title":"{{new string('x', RequestValidator.MaxConstraintLength)}}"}""");

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("root")]
    [InlineData("root ::= \"a")]
    [InlineData("root ::= [a")]
    [InlineData("root ::= [z-a]")]
    [InlineData("root ::= (\"a\"")]
    [InlineData("root ::= \"a\")")]
    [InlineData("root ::= \"\\q\"")]
    [InlineData("root ::= \"a\"{2,1}")]
    [InlineData("root ::= \"a\"{1000000000}")]
    [InlineData("root ::= ((\"a\"{9999}){9999}){9999}")]
    [InlineData("root ::= root \"a\"")]
    [InlineData("root ::= a\na ::= b\nb ::= a \"x\"")]
    [InlineData("root ::= \"a\" root")]
    [InlineData("root ::= nowhere")]
    [InlineData("other ::= \"a\"")]
    [InlineData("{\"type\":\"string\"}")]
    public Task Grammar_ThatDescribesNothing_IsRefused(string grammar) => AssertRefusesGrammarAsync(grammar);

    [Fact]
    public Task Grammar_TooLong_IsRefused() => AssertRefusesGrammarAsync(new string('a', RequestValidator.MaxConstraintLength + 1));

    [Fact]
    public Task Grammar_NestedTooDeep_IsRefused() => AssertRefusesGrammarAsync("root ::= " + new string('(', 20_000));

    [Fact]
    public Task Grammar_WithAVeryLongName_IsRefused() => AssertRefusesGrammarAsync("root ::= " + new string('a', 60_000));

    private Task AssertRefusesSchemaAsync(string schema) => server.AssertRefusesAsync(
        BadInputServer.ChatPath,
        $$$"""{"response_format":{"type":"json_schema","json_schema":{"name":"a","schema":{{{schema}}}}},{{{BadInputServer.Question}}}}""",
        ErrorCode.InvalidSchema,
        "response_format");

    private Task AssertRefusesGrammarAsync(string grammar) => server.AssertRefusesAsync(
        BadInputServer.ChatPath,
        $$"""{"grammar":{{JsonSerializer.Serialize(grammar)}},{{BadInputServer.Question}}}""",
        ErrorCode.InvalidGrammar,
        "grammar");
}
