namespace FinCluster.Inference.Tests.Grammar.JsonSchema;

public sealed class CombinedSchemaTests
{
    [Theory]
    [InlineData("""{"type":["string","null"],"maxLength":1}""", "\"a\"|null", "\"ab\"|1")]
    [InlineData("""{"type":["integer","boolean"]}""", "1|true", "1.5|null")]
    [InlineData("""{"type":"string","nullable":true}""", "\"a\"|null", "1")]
    [InlineData("""{"type":"string","nullable":false}""", "\"a\"", "null")]
    [InlineData("""{"anyOf":[{"type":"integer"},{"type":"null"}]}""", "1|null", "true")]
    [InlineData("""{"oneOf":[{"type":"integer","minimum":5},{"type":"integer","maximum":3}]}""", "5|3", "4")]
    [InlineData("""{"type":"number","anyOf":[{"minimum":5},{"maximum":3,"type":"integer"}]}""", "5.5|3|-1", "4|2.5")]
    [InlineData("""{"anyOf":[{"type":"string"},{"type":"integer"}],"type":"integer"}""", "1", "\"a\"")]
    [InlineData("""{"anyOf":[{"minimum":5},{"maximum":3}],"oneOf":[{"maximum":7},{"minimum":10}],"type":"integer"}""", "5|7|10|3", "4|8|9")]
    [InlineData("""{"anyOf":[{"const":1},false,{"const":2}]}""", "1|2", "3")]
    [InlineData("""{"anyOf":[true,{"const":2}]}""", "1|2|{}", "x")]
    [InlineData("""{"anyOf":[{"allOf":[{"minimum":3},{"maximum":2}]},{"const":2}]}""", "2", "3|1")]
    [InlineData("""{"anyOf":[{"$ref":"#/$defs/a"},{"type":"null"}],"$defs":{"a":{"type":"boolean"}}}""", "true|null", "1")]
    [InlineData("""{"allOf":[{"type":"integer"},{"minimum":1},{"maximum":3}],"exclusiveMaximum":3}""", "1|2", "0|3")]
    [InlineData("""{"allOf":[{"type":"number"},{"type":"integer"}]}""", "1", "1.5")]
    [InlineData("""{"allOf":[{"type":["string","number"]},{"minLength":2}]}""", "\"ab\"|5", "\"a\"")]
    [InlineData("""{"allOf":[true,{}]}""", "1|{}|\"a\"", "x")]
    [InlineData("""{"allOf":[{"pattern":"^a$"},{"pattern":"^a$"}]}""", "\"a\"", "\"b\"")]
    [InlineData("true", "1|{}|[null]", "x|")]
    [InlineData("{}", "1|{}|[null]", "x|")]
    [InlineData("""{"title":"x","description":"y","default":5,"examples":[1],"$schema":"z","$id":"u","$comment":"c","deprecated":true,"readOnly":true,"writeOnly":false,"x-unit":"CNY","type":"boolean"}""", "true", "5")]
    [InlineData("""{"uniqueItems":false,"type":"array","maxItems":0}""", "[]", "[1]")]
    public void Schema_Combined_AcceptsTheValuesOfAllParts(string schema, string accepted, string refused) =>
        SchemaCheck.Accepts(schema, accepted.Split('|'), refused.Split('|'));

    [Theory]
    [InlineData("""{"minLength":2}""", "\"ab\"", "\"a\"|1|null")]
    [InlineData("""{"minimum":2,"maxLength":1}""", "2|\"a\"", "1|\"ab\"|true")]
    [InlineData("""{"format":"date"}""", "\"2024-02-29\"", "\"x\"|1")]
    [InlineData("""{"format":"int32"}""", "\"x\"|1|{}", "x")]
    [InlineData("""{"items":{"const":1}}""", "[1]|[]", "{}|1")]
    [InlineData("""{"required":["a"]}""", """{"a":1}""", "{}|1")]
    public void Type_Absent_IsThatOfTheKeywords(string schema, string accepted, string refused) =>
        SchemaCheck.Accepts(schema, accepted.Split('|'), refused.Split('|'));

    [Fact]
    public void AllOf_ObjectSchemas_MergeTheirProperties() => SchemaCheck.Accepts(
        """
        {"allOf":[{"$ref":"#/$defs/base"},{"properties":{"qty":{"type":"integer"},"id":{"maxLength":3}},"required":["qty"]}],
         "properties":{"side":{"enum":["buy","sell"]}},"required":["side"],
         "$defs":{"base":{"type":"object","properties":{"id":{"type":"string"}},"required":["id"]}}}
        """,
        ["""{"side":"buy","id":"abc","qty":1}"""],
        ["""{"side":"buy","id":"abcd","qty":1}""", """{"id":"abc","qty":1}""", """{"side":"buy","qty":1,"id":"abc"}""", """{"side":"buy","id":"abc","qty":1,"x":1}"""]);

    [Fact]
    public void AllOf_ClosedSchema_ForbidsTheOthersProperties()
    {
        const string Closed = """{"properties":{"a":{"const":1}},"additionalProperties":false}""";

        SchemaCheck.Accepts(
            $$"""{"allOf":[{{Closed}},{"properties":{"b":{"const":2} } }]}""", ["{}", """{"a":1}"""], ["""{"a":1,"b":2}""", """{"b":2}"""]);
        SchemaCheck.IsRefused($$"""{"allOf":[{{Closed}},{"properties":{"b":{"const":2} },"required":["b"]}]}""", "no finite JSON value");
    }

    [Fact]
    public void AllOf_AdditionalProperties_HoldForTheOthersProperties() => SchemaCheck.Accepts(
        """{"allOf":[{"properties":{"a":{"type":"integer"}},"additionalProperties":{"minimum":5}},{"properties":{"b":{"maximum":6},"a":{"maximum":1}}}]}""",
        ["""{"a":0}""", """{"a":1,"b":5.5}""", """{"b":6,"c":7}"""],
        ["""{"a":2}""", """{"b":4}""", """{"b":7}""", """{"c":4}"""]);

    [Fact]
    public void AllOf_ArraySchemas_MergeItemByItem() => SchemaCheck.Accepts(
        """{"allOf":[{"prefixItems":[{"type":"integer"}],"items":{"type":"string"}},{"items":{"enum":[1,"a","b"]},"minItems":2},{"maxItems":3}]}""",
        ["""[1,"a"]""", """[1,"b","a"]"""],
        ["[1]", """["a","a"]""", "[1,1]", """[1,"c"]""", """[1,"a","a","a"]"""]);

    [Fact]
    public void AnyOf_BesideProperties_AddsToThem() => SchemaCheck.Accepts(
        """
        {"type":"object","properties":{"limit":{"type":"number"},"stop":{"type":"number"},"qty":{"type":"integer"}},
         "required":["qty"],"anyOf":[{"required":["limit"]},{"required":["stop"]}]}
        """,
        ["""{"limit":1.5,"qty":1}""", """{"stop":1,"qty":1}""", """{"limit":1,"stop":2,"qty":1}"""],
        ["""{"qty":1}""", """{"limit":1}"""]);

    [Fact]
    public void OneOf_TaggedObjects_TieTheirFieldsToTheTag() => SchemaCheck.Accepts(
        """
        {"oneOf":[
          {"type":"object","properties":{"kind":{"const":"market"},"qty":{"type":"integer","minimum":1}},"required":["kind","qty"],"additionalProperties":false},
          {"type":"object","properties":{"kind":{"const":"limit"},"price":{"type":"number","exclusiveMinimum":0}},"required":["kind","price"],"additionalProperties":false}]}
        """,
        ["""{"kind":"market","qty":5}""", """{"kind": "limit", "price": 9.5}"""],
        ["""{"kind":"market","price":9.5}""", """{"kind":"limit","price":0}""", """{"kind":"stop","qty":5}"""]);
}
