namespace FinCluster.Inference.Tests.Grammar.JsonSchema;

public sealed class ObjectSchemaTests
{
    [Fact]
    public void Properties_AllRequired_KeepTheirOrder() => SchemaCheck.Accepts(
        """{"type":"object","properties":{"b":{"type":"boolean"},"a":{"type":"null"}},"required":["a","b"],"additionalProperties":false}""",
        ["""{"b":true,"a":null}""", """{ "b": false, "a": null }""", "{\n  \"b\": true,\n  \"a\": null\n}"],
        ["""{"a":null,"b":true}""", """{"b":true}""", "{}", """{"b":true,"a":null,"c":1}""", """{"b":true,"a":null,}""", """{"b" :true,"a":null}"""]);

    [Fact]
    public void Properties_AllOptional_AllowAnySubsetInOrder() => SchemaCheck.Accepts(
        """{"type":"object","properties":{"a":{"type":"null"},"b":{"type":"null"},"c":{"type":"null"}}}""",
        [
            "{}", "{ }", """{"a":null}""", """{"b":null}""", """{"c":null}""", """{"a":null,"b":null}""", """{"a":null,"c":null}""",
            """{"b":null,"c":null}""", """{"a":null,"b":null,"c":null}""",
        ],
        ["""{"b":null,"a":null}""", """{"a":null,"a":null}""", """{,"a":null}""", """{"a":null "b":null}""", """{"d":null}""", "{\"a\":null"]);

    [Theory]
    [InlineData("\"a\"", "abc ab ac a", "bc b c ")]
    [InlineData("\"b\"", "abc bc ab b", "ac a c ")]
    [InlineData("\"c\"", "abc ac bc c", "ab a b ")]
    [InlineData("\"a\",\"c\"", "abc ac", "ab bc a b c ")]
    [InlineData("\"b\",\"c\"", "abc bc", "ab ac a b c ")]
    public void Properties_RequiredAmongOptional_AllowWhatHoldsThem(string required, string accepted, string refused) => SchemaCheck.Accepts(
        $$$"""{"properties":{"a":{"const":1},"b":{"const":1},"c":{"const":1}},"required":[{{{required}}}]}""",
        [.. accepted.Split(' ').Select(Instance)],
        [.. refused.Split(' ').Select(Instance)]);

    [Fact]
    public void Properties_Empty_AllowTheEmptyObjectOnly() => SchemaCheck.Accepts(
        """{"type":"object","properties":{}}""", ["{}", "{\n}"], ["""{"a":1}""", "[]", ""]);

    [Fact]
    public void Object_Plain_AllowsAnyObject() => SchemaCheck.Accepts(
        """{"type":"object"}""",
        ["{}", """{"a":{"b":[1,-2.5e10,"\u00e9",true,null,{}]},"":""}"""],
        ["[]", "1", """{"a"}""", """{"a":1,}""", """{a:1}""", """{"a":01}""", "{\"a\":\"\n\"}", """{"a":"\x"}""", """{"a":"\ud800"}"""]);

    [Fact]
    public void AdditionalProperties_WithSchema_FollowTheListedOnes() => SchemaCheck.Accepts(
        """{"type":"object","properties":{"ticker":{"type":"string"},"tick":{"type":"null"}},"required":["ticker"],"additionalProperties":{"type":"integer"}}""",
        [
            """{"ticker":"A"}""", """{"ticker":"A","tick":null}""", """{"ticker":"A","x":1,"y":2}""", """{"ticker":"A","tick":null,"ticket":1}""",
            """{"ticker":"A","tic":1,"":2,"tickers":3,"股":4,"\"":5,"\n":6,"ticker\u0041":7,"tac\u006b":8}""",
        ],
        [
            """{"x":1,"ticker":"A"}""", """{"ticker":"A","x":"1"}""", """{"ticker":"A","ticker":1}""", """{"ticker":"A","tick":1}""",
            """{"ticker":"A","tic\u006b":1}""", """{"ticker":"A","\u0074icker":1}""", """{"x":1}""",
        ]);

    [Fact]
    public void AdditionalProperties_NamesThatNeedEscapes_StayListed() => SchemaCheck.Accepts(
        """{"properties":{"\"":{"const":1},"\\n":{"const":1},"\n":{"const":1},"\u0001":{"const":1},"😀":{"const":1}},"additionalProperties":{"const":2}}""",
        ["""{"\"":1,"\\n":1,"\n":1,"\u0001":1,"😀":1}""", """{"\\":2,"\\\\":2,"\t":2,"😀😀":2,"😁":2,"\"\"":2}"""],
        ["""{"\"":2}""", """{"\\n":2}""", """{"\n":2}""", """{"\u0001":2}""", """{"😀":2}""", """{"\u0022":2}"""]);

    [Fact]
    public void AdditionalProperties_WithoutProperties_GiveAMap() => SchemaCheck.Accepts(
        """{"type":"object","additionalProperties":{"type":"number","minimum":0}}""",
        ["{}", """{"AAPL":190.5,"MSFT":0}""", """{"\u0041":1}"""],
        ["""{"AAPL":-1}""", """{"AAPL":"1"}"""]);

    [Fact]
    public void AdditionalProperties_FalseAlone_AllowTheEmptyObjectOnly() => SchemaCheck.Accepts(
        """{"type":"object","additionalProperties":false}""", ["{}", "{ }"], ["""{"a":1}""", "{  }"]);

    [Fact]
    public void AdditionalProperties_True_AllowAnything() => SchemaCheck.Accepts(
        """{"type":"object","properties":{"a":{"const":1}},"additionalProperties":true}""",
        ["{}", """{"a":1,"b":[{}]}""", """{"b":null}"""],
        ["""{"a":2}""", """{"b":1,"a":1}"""]);

    [Fact]
    public void Required_WithoutProperty_FollowsWithAnyValue() => SchemaCheck.Accepts(
        """{"type":"object","properties":{"a":{"const":1}},"required":["z","a"]}""",
        ["""{"a":1,"z":[2]}"""],
        ["""{"a":1}""", """{"z":1,"a":1}""", """{"a":1,"z":1,"y":1}"""]);

    [Fact]
    public void Required_WithoutAnyProperties_LeavesTheRestOpen() => SchemaCheck.Accepts(
        """{"type":"object","required":["id"]}""", ["""{"id":1}""", """{"id":{},"x":2}"""], ["{}", """{"x":1}"""]);

    [Fact]
    public void Properties_FalseSchema_MayNotBeThere() => SchemaCheck.Accepts(
        """{"properties":{"a":{"const":1},"b":false}}""", ["{}", """{"a":1}"""], ["""{"b":1}""", """{"a":1,"b":1}"""]);

    [Fact]
    public void Properties_ChineseNames_AreWrittenAsTheyAre() => SchemaCheck.Accepts(
        """{"type":"object","properties":{"公司":{"type":"string"},"营业收入":{"type":"number"}},"required":["公司","营业收入"],"additionalProperties":false}""",
        ["""{"公司":"平安银行","营业收入":1646.99}""", """{"公司":"\u5e73\u5b89","营业收入":0}"""],
        ["""{"\u516c司":"平安银行","营业收入":1}""", """{"公司":"平安银行"}"""]);

    private static string Instance(string names) => $"{{{string.Join(',', names.Select(name => $"\"{name}\":1"))}}}";
}
