using System.Globalization;
using FinCluster.Core.Errors;
using FinCluster.Inference.Grammar.JsonSchema;

namespace FinCluster.Inference.Tests.Grammar.JsonSchema;

public sealed class RefusedSchemaTests
{
    [Theory]
    [InlineData("if", "{}")]
    [InlineData("then", "{}")]
    [InlineData("else", "{}")]
    [InlineData("not", "{}")]
    [InlineData("dependentSchemas", "{}")]
    [InlineData("dependentRequired", "{}")]
    [InlineData("dependencies", "{}")]
    [InlineData("multipleOf", "5")]
    [InlineData("uniqueItems", "true")]
    [InlineData("contains", "{}")]
    [InlineData("minContains", "1")]
    [InlineData("maxContains", "1")]
    [InlineData("minProperties", "1")]
    [InlineData("maxProperties", "1")]
    [InlineData("patternProperties", "{}")]
    [InlineData("propertyNames", "{}")]
    [InlineData("unevaluatedProperties", "false")]
    [InlineData("unevaluatedItems", "false")]
    [InlineData("$dynamicRef", "\"#\"")]
    [InlineData("$recursiveRef", "\"#\"")]
    public void Keyword_ThatConstrainsWithoutAGrammar_IsNamed(string keyword, string value) =>
        SchemaCheck.IsRefused(
            $$"""{"properties":{"a/b":{"items":{"{{keyword}}":{{value}} } } } }""", $"\"{keyword}\"", $"/properties/a~1b/items/{keyword}");

    [Theory]
    [InlineData("", "not valid JSON")]
    [InlineData("{", "not valid JSON")]
    [InlineData("{} {}", "not valid JSON")]
    [InlineData("{'type':'string'}", "not valid JSON")]
    [InlineData("""{"type":"string","type":"number"}""", "not valid JSON")]
    [InlineData("null", "object or a boolean")]
    [InlineData("[]", "object or a boolean")]
    [InlineData("\"string\"", "object or a boolean")]
    [InlineData("5", "object or a boolean")]
    public void Document_ThatIsNoSchema_IsRefused(string schema, string mention) => SchemaCheck.IsRefused(schema, mention);

    [Theory]
    [InlineData("""{"type":"kaboom"}""", "/type", "kaboom")]
    [InlineData("""{"type":123}""", "/type")]
    [InlineData("""{"type":[]}""", "/type", "empty")]
    [InlineData("""{"type":["string",1]}""", "/type/1")]
    [InlineData("""{"properties":[]}""", "/properties", "object")]
    [InlineData("""{"properties":{"a":1}}""", "/properties/a", "object or a boolean")]
    [InlineData("""{"properties":{"a":null}}""", "/properties/a", "object or a boolean")]
    [InlineData("""{"required":"a"}""", "/required", "array")]
    [InlineData("""{"required":[1]}""", "/required/0", "string")]
    [InlineData("""{"additionalProperties":"no"}""", "/additionalProperties")]
    [InlineData("""{"items":"x"}""", "/items")]
    [InlineData("""{"items":[{}],"prefixItems":[{}]}""", "/items")]
    [InlineData("""{"prefixItems":{}}""", "/prefixItems", "array")]
    [InlineData("""{"prefixItems":[]}""", "/prefixItems", "empty")]
    [InlineData("""{"prefixItems":[1]}""", "/prefixItems/0")]
    [InlineData("""{"minItems":-1}""", "/minItems")]
    [InlineData("""{"maxItems":1.5}""", "/maxItems")]
    [InlineData("""{"minLength":"1"}""", "/minLength")]
    [InlineData("""{"maxLength":null}""", "/maxLength")]
    [InlineData("""{"maxLength":1e9999}""", "/maxLength")]
    [InlineData("""{"pattern":1}""", "/pattern", "string")]
    [InlineData("""{"format":1}""", "/format", "string")]
    [InlineData("""{"enum":"a"}""", "/enum", "array")]
    [InlineData("""{"enum":[]}""", "/enum", "empty")]
    [InlineData("""{"anyOf":[]}""", "/anyOf", "empty")]
    [InlineData("""{"oneOf":{}}""", "/oneOf", "array")]
    [InlineData("""{"allOf":[1]}""", "/allOf/0", "object or a boolean")]
    [InlineData("""{"nullable":"yes"}""", "/nullable", "true or false")]
    [InlineData("""{"uniqueItems":1}""", "/uniqueItems", "true or false")]
    [InlineData("""{"enum":["\ud800"]}""", "/enum/0", "Unicode")]
    [InlineData("""{"properties":{"\ud800":{}}}""", "Unicode")]
    [InlineData("""{"required":["\udc00"]}""", "/required/0", "Unicode")]
    public void Keyword_WithAWrongValue_IsNamed(string schema, params string[] mentions) => SchemaCheck.IsRefused(schema, mentions);

    [Theory]
    [InlineData("false", "no finite JSON value")]
    [InlineData("""{"minItems":2,"maxItems":1}""", "minItems")]
    [InlineData("""{"minLength":2,"maxLength":1}""", "minLength")]
    [InlineData("""{"properties":{"a":{"properties":{"b":{"minLength":2,"maxLength":1}}}}}""", "/properties/a/properties/b")]
    [InlineData("""{"properties":{"a":{}},"required":["a","b"],"additionalProperties":false}""", "/required/1", "\"b\"")]
    [InlineData("""{"type":"string","allOf":[{"type":"number"}]}""", "no finite JSON value")]
    [InlineData("""{"properties":{"a":false},"required":["a"]}""", "no finite JSON value", "/properties/a")]
    [InlineData("""{"allOf":[{"minimum":5},{"maximum":4}]}""", "no finite JSON value")]
    [InlineData("""{"allOf":[{"const":1},{"const":2}]}""", "no finite JSON value")]
    [InlineData("""{"pattern":"^[]$"}""", "no finite JSON value")]
    [InlineData("""{"pattern":"^a{3}$","maxLength":2}""", "no finite JSON value")]
    public void Schema_ThatContradictsItself_IsRefused(string schema, params string[] mentions) => SchemaCheck.IsRefused(schema, mentions);

    [Fact]
    public void Schema_NestedTooDeep_IsRefused() =>
        SchemaCheck.IsRefused(Nested(200), "not valid JSON", "depth");

    [Fact]
    public void Schema_NestedDeep_IsConverted() => Assert.StartsWith("root ::= ", JsonSchemaGrammar.ToGbnf(Nested(100)), StringComparison.Ordinal);

    [Fact]
    public void Schema_TooLong_IsRefused() => SchemaCheck.IsRefused($$"""{"title":"{{new string('x', 65_536)}}"}""", "65536");

    [Theory]
    [InlineData("""{"type":"string","maxLength":10001}""", "maxLength", "10000")]
    [InlineData("""{"type":"string","minLength":10001}""", "minLength", "10000")]
    [InlineData("""{"type":"array","items":{},"maxItems":2147483648}""", "maxItems", "10000")]
    [InlineData("""{"type":"array","items":{},"minItems":99999999999999999999}""", "minItems", "10000")]
    [InlineData("""{"type":"array","items":{"type":"string","pattern":"^(abc){1000}$"},"prefixItems":[{"pattern":"^((a{100}){100}){100}$"}]}""", "elements", "40000")]
    public void Repetition_TooLarge_IsRefused(string schema, params string[] mentions) => SchemaCheck.IsRefused(schema, mentions);

    [Fact]
    public void Alternatives_MultipliedOut_AreBounded()
    {
        var pair = """{"anyOf":[{"minimum":1},{"maximum":9}]}""";

        SchemaCheck.IsRefused($$"""{"type":"integer","allOf":[{{string.Join(',', Enumerable.Repeat(pair, 12))}}]}""", "too many alternatives");
    }

    [Fact]
    public void Message_AboutLongNames_IsShortened()
    {
        var error = Assert.Throws<RequestException>(() => JsonSchemaGrammar.ToGbnf($$"""{"$ref":"#/{{new string('x', 5000)}}"}"""));

        Assert.InRange(error.Message.Length, 100, 600);
        Assert.EndsWith("(at \"/$ref\")", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Grammar_TooLong_IsRefused() => SchemaCheck.IsRefused(
        $$"""{"properties":{ {{string.Join(',', Enumerable.Range(0, 1000).Select(i => $"\"p{i}\":true"))}} } }""", "characters", "65536");

    [Fact]
    public void Rules_TooMany_AreRefused() => SchemaCheck.IsRefused(
        $$"""{"prefixItems":[{{string.Join(',', Enumerable.Repeat("{}", 8200))}}]}""", "8192");

    [Fact]
    public void Properties_TooManyOptionalOnes_AreRefused() => SchemaCheck.IsRefused(
        $$"""{"required":["r"],"properties":{"r":{ },{{string.Join(',', Enumerable.Range(0, 1001).Select(i => $"\"p{i}\":true"))}} } }""", "1000 optional");

    [Theory]
    [InlineData(1, 513)]
    [InlineData(9, 400)]
    public void Names_TooLongToTellOthersFromThem_AreRefused(int count, int length) => SchemaCheck.IsRefused(
        $$"""{"properties":{ {{string.Join(',', Enumerable.Range(0, count).Select(i => $"\"{i}{new string('n', length)}\":true"))}} },"additionalProperties":true}""",
        "names");

    [Fact]
    public void Merging_OfManyLargeObjects_IsBounded()
    {
        var properties = string.Join(',', Enumerable.Range(0, 1000).Select(i => $"\"p{i}\":true"));
        var choice = $$"""{"anyOf":[{{string.Join(',', Enumerable.Repeat("""{"$ref":"#/$defs/a"}""", 20))}}]}""";

        SchemaCheck.IsRefused($$"""{"allOf":[{{choice}},{{choice}}],"$defs":{"a":{"properties":{ {{properties}} } } } }""", "too much work");
    }

    [Fact]
    public void References_InALongChain_AreBounded()
    {
        var definitions = Enumerable.Range(0, 500).Select(i => string.Create(
            CultureInfo.InvariantCulture, $$"""
            "d{{i}}":{"$ref":"#/$defs/d{{i + 1}}","minimum":{{i}}}
            """));

        SchemaCheck.IsRefused($$"""{"$ref":"#/$defs/d0","$defs":{ {{string.Join(',', definitions)}},"d500":{"type":"integer"} } }""", "too deep");
    }

    [Fact]
    public void ToGbnf_Null_Throws() => Assert.Throws<ArgumentNullException>(() => JsonSchemaGrammar.ToGbnf(null!));

    private static string Nested(int depth) =>
        string.Concat(Enumerable.Repeat("""{"items":""", depth)) + "{}" + new string('}', depth);
}
