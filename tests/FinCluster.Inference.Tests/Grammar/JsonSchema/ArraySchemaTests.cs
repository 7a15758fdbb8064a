namespace FinCluster.Inference.Tests.Grammar.JsonSchema;

public sealed class ArraySchemaTests
{
    [Fact]
    public void Items_WithoutBounds_AllowAnyNumber() => SchemaCheck.Accepts(
        """{"type":"array","items":{"type":"boolean"}}""",
        ["[]", "[ ]", "[true]", "[true,false, true]", "[\n  true,\n  false\n]"],
        ["[1]", "[true,]", "[,true]", "[true false]", "true", "{}"]);

    [Theory]
    [InlineData(0, 0, "0", "1 2")]
    [InlineData(0, 1, "0 1", "2 3")]
    [InlineData(1, 1, "1", "0 2")]
    [InlineData(0, 3, "0 1 2 3", "4 5")]
    [InlineData(2, 3, "2 3", "0 1 4")]
    [InlineData(2, 5, "2 3 4 5", "0 1 6")]
    [InlineData(3, null, "3 4 9", "0 1 2")]
    public void Items_WithBounds_AreCounted(int minItems, int? maxItems, string accepted, string refused) => SchemaCheck.Accepts(
        $$"""{"type":"array","items":{"const":7},"minItems":{{minItems}}{{(maxItems is null ? "" : $",\"maxItems\":{maxItems}")}}}""",
        [.. accepted.Split(' ').Select(Sevens)],
        [.. refused.Split(' ').Select(Sevens)]);

    [Fact]
    public void Items_Absent_AllowAnything() => SchemaCheck.Accepts(
        """{"type":"array","maxItems":2}""", ["[]", "[1,{}]"], ["[1,2,3]"]);

    [Fact]
    public void Items_False_AllowTheEmptyArrayOnly() => SchemaCheck.Accepts("""{"type":"array","items":false}""", ["[]"], ["[1]"]);

    [Fact]
    public void PrefixItems_WithoutItems_AreComplete() => SchemaCheck.Accepts(
        """{"type":"array","prefixItems":[{"type":"string"},{"type":"integer"}]}""",
        ["[]", """["a"]""", """["a",1]"""],
        ["""["a",1,2]""", "[1]", """["a","b"]"""]);

    [Fact]
    public void PrefixItems_WithMinItems_AreATuple() => SchemaCheck.Accepts(
        """{"type":"array","prefixItems":[{"const":"a"},{"const":"b"},{"const":"c"}],"minItems":3,"maxItems":3}""",
        ["""["a","b","c"]"""],
        ["[]", """["a","b"]""", """["a","b","c","c"]"""]);

    [Fact]
    public void PrefixItems_WithItems_GoOnWithThem() => SchemaCheck.Accepts(
        """{"prefixItems":[{"const":"a"},{"const":"b"}],"items":{"const":0},"minItems":1,"maxItems":4}""",
        ["""["a"]""", """["a","b"]""", """["a","b",0]""", """["a","b",0,0]"""],
        ["[]", """["a",0]""", """["a","b",0,0,0]""", "[0]"]);

    [Fact]
    public void PrefixItems_MoreItemsRequired_FillUpWithAnything() => SchemaCheck.Accepts(
        """{"prefixItems":[{"const":"a"}],"minItems":3}""", ["""["a",1,{}]"""], ["""["a",1]""", """["a",1,2,3]"""]);

    [Fact]
    public void PrefixItems_BeyondMaxItems_AreCutOff() => SchemaCheck.Accepts(
        """{"prefixItems":[{"const":"a"},{"const":"b"},{"const":"c"}],"maxItems":2}""",
        ["[]", """["a"]""", """["a","b"]"""],
        ["""["a","b","c"]"""]);

    [Fact]
    public void PrefixItems_FalseInTheMiddle_EndsTheArray() => SchemaCheck.Accepts(
        """{"prefixItems":[{"const":1},false,{"const":3}]}""", ["[]", "[1]"], ["[1,2]", "[1,2,3]"]);

    [Fact]
    public void Items_AsAList_AreThoseOfEarlierDrafts() => SchemaCheck.Accepts(
        """{"items":[{"const":1},{"const":2}],"additionalItems":{"const":3}}""", ["[]", "[1,2]", "[1,2,3,3]"], ["[2]", "[1,3]", "[1,2,4]"]);

    [Fact]
    public void Items_Nested_AreArraysOfArrays() => SchemaCheck.Accepts(
        """{"type":"array","items":{"type":"array","items":{"type":"integer"},"minItems":2,"maxItems":2},"minItems":1}""",
        ["[[1,2]]", "[[1,2],[3,4]]"],
        ["[]", "[[1]]", "[1,2]", "[[1,2,3]]"]);

    private static string Sevens(string count) =>
        $"[{string.Join(',', Enumerable.Repeat("7", int.Parse(count, System.Globalization.CultureInfo.InvariantCulture)))}]";
}
