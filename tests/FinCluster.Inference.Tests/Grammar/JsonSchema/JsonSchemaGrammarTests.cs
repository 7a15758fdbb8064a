using System.Text.RegularExpressions;
using FinCluster.Inference.Grammar.JsonSchema;
using FinCluster.Inference.Tests.Grammar.JsonSchema.Oracle;

namespace FinCluster.Inference.Tests.Grammar.JsonSchema;

public sealed partial class JsonSchemaGrammarTests
{
    private const string Awkward =
        """
        {"properties":{"root":{"type":"string","maxLength":5},"space":{"type":"integer"},"value":{"const":1},"char":{"minLength":1},
          "string":{"type":"object","properties":{"":{},"root":true}},"a-b":{"enum":[1]},"a_b":{"enum":[2]},"A B":{"enum":[3]},
          "股价":{"enum":[4]},"1":{"enum":[5]},"--":{"enum":[6]},"a very long name that goes on and on and on, longer than any rule's name":{"enum":[7]}},
         "additionalProperties":{"type":"number","minimum":0}}
        """;

    [Fact]
    public void AnyObject_AcceptsObjectsOnly()
    {
        var oracle = GbnfOracle.Parse(JsonSchemaGrammar.AnyObject);

        Assert.All(new[] { "{}", """{"a":[1,2,{"b":null}]}""", "{ \"a\": \"x\"\n}" }, text => Assert.True(oracle.Accepts(text), text));
        Assert.All(new[] { "", "[]", "1", "null", "{} ", " {}", "{", """{"a":}""" }, text => Assert.False(oracle.Accepts(text), text));
        SchemaCheck.IsSound("""{"type":"object"}""", oracle, new Random(5));
    }

    [Theory]
    [InlineData("{}", true)]
    [InlineData("{ }", true)]
    [InlineData("{\n}", true)]
    [InlineData("{\n                    \"a\": 1\n}", true)]
    [InlineData("{\n\t\"a\": 1}", true)]
    [InlineData("{  }", false)]
    [InlineData("{\n\n}", false)]
    [InlineData("{ \n}", false)]
    [InlineData("{\n                     \"a\": 1}", false)]
    [InlineData("{\"a\":  1}", false)]
    [InlineData("{\"a\":\n1}", false)]
    [InlineData("{\"a\" :1}", false)]
    [InlineData("{\"a\":1 ,\"b\":1}", false)]
    [InlineData("{\r\n}", false)]
    [InlineData("{}\n", false)]
    public void Blanks_BetweenTokens_AreBounded(string text, bool isAccepted) =>
        Assert.Equal(isAccepted, GbnfOracle.Parse(JsonSchemaGrammar.AnyObject).Accepts(text));

    [Fact]
    public void ToGbnf_EqualSchemas_GivesEqualTexts() =>
        Assert.Equal(JsonSchemaGrammar.ToGbnf(Awkward), JsonSchemaGrammar.ToGbnf(Awkward));

    [Fact]
    public void ToGbnf_SmallSchema_IsReadable() => Assert.Equal(
        """
        root ::= "{" space "\"revenue\":" " "? number "," space "\"币种\":" " "? rule space "}"
        number ::= "-"? ("0" | [1-9] [0-9]{0,15}) ("." [0-9]{1,16})? ([Ee] [+\x2D]? [0-9]{1,2})?
        space ::= (" " | "\n" [\t ]{0,20})?
        rule ::= "\"CNY\"" | "\"USD\""

        """,
        JsonSchemaGrammar.ToGbnf(
            """{"properties":{"revenue":{"type":"number"},"币种":{"enum":["CNY","USD"]}},"required":["revenue","币种"]}"""));

    [Fact]
    public void Rules_OfAwkwardNames_AreDashedLowercaseWordsAndUnique()
    {
        var lines = JsonSchemaGrammar.ToGbnf(Awkward).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var names = lines.Select(line => line.Split(" ::= ")[0]).ToList();

        Assert.Equal("root", names[0]);
        Assert.Equal(names.Count, names.Distinct().Count());
        Assert.All(names, name => Assert.Matches(RuleName(), name));
    }

    [Fact]
    public void Rules_OfAwkwardNames_KeepTheirMeaning() => SchemaCheck.Accepts(
        Awkward,
        ["""{"root":"a","space":1,"value":1,"char":"x","string":{"":[],"root":{}},"a-b":1,"a_b":2,"A B":3,"股价":4,"1":5,"--":6,"other":0.5}"""],
        ["""{"a-b":2}""", """{"a_b":1}""", """{"股价":5}""", """{"1":4}""", """{"value":2}""", """{"other":-1}"""]);

    [Fact]
    public void Grammar_OfManyOptionalProperties_GrowsLinearly()
    {
        var sizes = new[] { 50, 100, 200 }.Select(count => JsonSchemaGrammar.ToGbnf(Optional(count)).Length).ToList();

        Assert.InRange((double)(sizes[2] - sizes[1]) / (sizes[1] - sizes[0]), 1.8, 2.4);
    }

    [Fact]
    public void Groups_OfAnyGrammar_NestNoDeeperThanReadersAllow()
    {
        string[] schemas =
        [
            Awkward,
            $$"""{"properties":{"{{new string('n', 500)}}":{} },"additionalProperties":true}""",
            $$"""{"minimum":0.{{new string('1', 40)}},"maximum":7{{new string('7', 38)}}.5}""",
            $$"""{"pattern":"^{{string.Concat(Enumerable.Repeat("(a|b", 16))}}{{string.Concat(Enumerable.Repeat(")*", 16))}}$"}""",
            $$"""{"enum":[{{string.Join(',', Enumerable.Range(1, 200).Select(length => $"\"{new string('x', length)}\""))}}]}""",
        ];

        Assert.All(schemas, schema => Assert.InRange(Nesting(JsonSchemaGrammar.ToGbnf(schema)), 1, 100));
    }

    [GeneratedRegex("^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
    private static partial Regex RuleName();

    private static string Optional(int count) =>
        $$"""{"properties":{ {{string.Join(',', Enumerable.Range(100, count).Select(i => $"\"p{i}\":true"))}} } }""";

    // Literals of these grammars hold no parentheses.
    private static int Nesting(string grammar)
    {
        var (depth, deepest) = (0, 0);
        foreach (var character in grammar)
        {
            depth += character == '(' ? 1 : character == ')' ? -1 : 0;
            deepest = Math.Max(deepest, depth);
        }

        return deepest;
    }
}
