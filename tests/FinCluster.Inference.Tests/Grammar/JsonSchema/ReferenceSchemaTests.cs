using FinCluster.Inference.Grammar.JsonSchema;

namespace FinCluster.Inference.Tests.Grammar.JsonSchema;

public sealed class ReferenceSchemaTests
{
    [Theory]
    [InlineData("#/$defs/a")]
    [InlineData("#/definitions/a")]
    [InlineData("#/components/schemas/a")]
    [InlineData("#/properties/other")]
    [InlineData("#/allOf/0/not-a-schema/1")]
    [InlineData("#/x~1y/~0z")]
    [InlineData("#/x~1y/%7E0z")]
    [InlineData("#/x%2525/%E5%B9%B3")]
    public void Ref_ToAnyPlace_IsFollowed(string reference) => SchemaCheck.Accepts(
        $$"""
        {"properties":{"v":{"$ref":"{{reference}}"},"other":{"const":7} },"required":["v"],
         "$defs":{"a":{"const":7} },"definitions":{"a":{"const":7} },"components":{"schemas":{"a":{"const":7} } },
         "allOf":[{"not-a-schema":[0,{"const":7}]}],"x/y":{"~z":{"const":7} },"x%25":{"平":{"const":7} } }
        """,
        ["""{"v":7}""", """{"v":7,"other":7}"""],
        ["""{"v":8}""", "{}"]);

    [Fact]
    public void Ref_WithSiblings_MeansBoth() => SchemaCheck.Accepts(
        """{"$ref":"#/$defs/n","maximum":5,"$defs":{"n":{"$ref":"#/$defs/m","minimum":2},"m":{"type":"integer"}}}""", ["2", "5"], ["1", "6", "2.5"]);

    [Fact]
    public void Ref_ToTheRoot_NestsWithoutEnd() => SchemaCheck.Accepts(
        """{"type":"object","properties":{"name":{"type":"string"},"parts":{"type":"array","items":{"$ref":"#"}}},"required":["name"]}""",
        ["""{"name":"a"}""", """{"name":"a","parts":[{"name":"b","parts":[{"name":"c"}]},{"name":"d","parts":[]}]}"""],
        ["""{"name":"a","parts":[{}]}""", """{"parts":[]}"""]);

    [Fact]
    public void Ref_MutualRecursion_Nests() => SchemaCheck.Accepts(
        """
        {"$ref":"#/$defs/list","$defs":{
          "list":{"anyOf":[{"type":"null"},{"$ref":"#/$defs/cons"}]},
          "cons":{"type":"object","properties":{"head":{"type":"integer"},"tail":{"$ref":"#/$defs/list"}},"required":["head","tail"]}}}
        """,
        ["null", """{"head":1,"tail":null}""", """{"head":1,"tail":{"head":2,"tail":null}}"""],
        ["""{"head":1}""", """{"head":1,"tail":1}"""]);

    [Fact]
    public void Ref_RecursionInsideAllOf_Ends() => SchemaCheck.Accepts(
        """
        {"$ref":"#/$defs/node","$defs":{"node":{"allOf":[
          {"properties":{"next":{"$ref":"#/$defs/node"},"v":{"type":"integer"}},"required":["v"]},
          {"properties":{"next":{"properties":{"v":{"maximum":9}}}}}]}}}
        """,
        ["""{"v":1}""", """{"next":{"v":9},"v":100}""", """{"next":{"next":{"v":1},"v":2},"v":3}"""],
        ["""{"next":{"v":10},"v":1}""", "{}"]);

    [Fact]
    public void Ref_ToAnnotatedPlaces_SharesTheirRule()
    {
        var grammar = JsonSchemaGrammar.ToGbnf(
            """
            {"properties":{"a":{"$ref":"#/$defs/money","description":"x"},"b":{"$ref":"#/$defs/money"},"c":{"allOf":[{"$ref":"#/$defs/money"}]}},
             "required":["a","b","c"],"$defs":{"money":{"type":"string","pattern":"^[0-9]+\\.[0-9]{2} CNY$"}}}
            """);

        Assert.Single(grammar.Split('\n'), line => line.Contains("CNY", StringComparison.Ordinal));
    }

    [Fact]
    public void Ref_DoubledAtEachStep_IsResolvedOnce()
    {
        var definitions = Enumerable.Range(0, 25).Select(i =>
            $$"""
            "d{{i}}":{"allOf":[{"$ref":"#/$defs/d{{i + 1}}"},{"$ref":"#/$defs/d{{i + 1}}"}]}
            """);

        var grammar = JsonSchemaGrammar.ToGbnf($$"""{"$ref":"#/$defs/d0","$defs":{ {{string.Join(',', definitions)}},"d25":{"const":5} } }""");

        Assert.Equal("root ::= \"5\"\n", grammar);
    }

    [Theory]
    [InlineData("""{"$ref":"https://example.com/schema.json"}""", "/$ref", "example.com")]
    [InlineData("""{"$ref":"other.json#/a"}""", "/$ref", "other.json")]
    [InlineData("""{"$ref":"#anchor"}""", "/$ref", "#anchor")]
    [InlineData("""{"$ref":"#/$defs/missing"}""", "/$ref", "#/$defs/missing")]
    [InlineData("""{"properties":{"a":{"$ref":"#/$defs/missing"}}}""", "/properties/a/$ref", "nowhere")]
    [InlineData("""{"$ref":"#/allOf/3","allOf":[{}]}""", "/$ref", "nowhere")]
    [InlineData("""{"$ref":"#/title","title":"x"}""", "/title", "object or a boolean")]
    [InlineData("""{"$ref":5}""", "/$ref", "string")]
    [InlineData("""{"$ref":"#"}""", "refers to itself")]
    [InlineData("""{"anyOf":[{"$ref":"#"},{"type":"null"}]}""", "refers to itself")]
    [InlineData("""{"$ref":"#/$defs/a","$defs":{"a":{"$ref":"#/$defs/b"},"b":{"$ref":"#/$defs/a"}}}""", "refers to itself")]
    [InlineData("""{"properties":{"x":{"$ref":"#/$defs/a"}},"$defs":{"a":{"$ref":"#/$defs/b"},"b":{"$ref":"#/$defs/a"}}}""", "leads to itself")]
    [InlineData("""{"type":"object","properties":{"self":{"$ref":"#"}},"required":["self"]}""", "no finite JSON value")]
    [InlineData("""{"type":"array","items":{"$ref":"#"},"minItems":1}""", "no finite JSON value")]
    public void Ref_ThatLeadsNowhere_IsRefused(string schema, params string[] mentions) => SchemaCheck.IsRefused(schema, mentions);

    [Fact]
    public void Ref_EndlessBranch_IsLeftOut() => SchemaCheck.Accepts(
        """{"anyOf":[{"$ref":"#/$defs/loop"},{"const":1}],"$defs":{"loop":{"type":"array","items":{"$ref":"#/$defs/loop"},"minItems":1}}}""",
        ["1"],
        ["[", "[[", "[]"]);
}
