using System.Text.Json;
using FinCluster.Core.Engine;
using FinCluster.Core.Errors;
using FinCluster.Core.Refinement;

namespace FinCluster.Core.Tests.Refinement;

public sealed class RefinementPlanTests
{
    private const string Draft = "根据年报：\n```json\n{ \"company\": \"甲公司\",  \"revenue\": 12.50, \"eps\":0.4 ,\"audited\": true, \"note\": \"见\\u9644注\", \"net\": null,"
        + " \"income\": {\"margin\": 3, \"unit\": \"%\"}, \"lines\": [{\"margin\": 9}] }\n```\n以上仅供参考。";

    private static readonly ChatMessage[] Question = [new ChatMessage(ChatRole.User, "请抽取营收和每股收益")];

    [Fact]
    public void Apply_CorrectedFields_ReplaceTheirValuesAndNothingElse()
    {
        RefinementResult result = Plan("revenue", "eps", "note").Apply("""{"revenue":12.75,"eps":0.4,"note":"无"}""");

        Assert.Equal(RefinementStatus.Refined, result.Status);
        Assert.Equal(["revenue", "note"], result.Changed);
        Assert.Null(result.Note);
        Assert.Equal(
            Draft.Replace("12.50", "12.75", StringComparison.Ordinal).Replace("\"见\\u9644注\"", "\"无\"", StringComparison.Ordinal), result.Text);
    }

    [Fact]
    public void Apply_Numbers_KeepTheirDigits()
    {
        RefinementResult result = Plan("revenue").Apply(" {\"revenue\": 1234567890123456789.10 } ");

        Assert.Contains("\"revenue\": 1234567890123456789.10,", result.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Apply_NestedField_IsFoundByItsPathOrByItsNameAlone()
    {
        Assert.Equal(["income.margin"], Plan("income.margin").Apply("""{"income.margin":4}""").Changed);
        Assert.Equal(["unit"], Plan("unit").Apply("""{"unit":"‰"}""").Changed);
        // One of the two stands in a list, so the name alone does not say which is meant.
        Assert.Equal(["margin"], Plan("margin").Apply("{}").Missing);
    }

    [Theory]
    [InlineData("")]
    [InlineData("I cannot help with that.")]
    [InlineData("{\"revenue\":12")]
    [InlineData("{\"revenue\":\"12\"}")]
    [InlineData("{\"eps\":1}")]
    [InlineData("{\"revenue\":{\"x\":1}}")]
    public void Apply_UnusableCorrection_ChangesNothingAndSaysSo(string correction)
    {
        RefinementResult result = Plan("revenue").Apply(correction);

        Assert.Equal((RefinementStatus.Failed, Draft), (result.Status, result.Text));
        Assert.NotNull(result.Note);
        Assert.Empty(result.Changed);
    }

    [Fact]
    public void Create_FieldsThatCannotBeCorrected_AreMissing()
    {
        RefinementPlan plan = Plan("income", "lines", "absent", "eps");

        Assert.True(plan.HasFields);
        Assert.Equal(["income", "lines", "absent"], plan.Apply("""{"eps":0.5}""").Missing);
        Assert.False(Plan("absent").HasFields);
        Assert.Equal(RefinementStatus.SkippedNoFields, Plan("absent").KeepWithoutFields().Status);
    }

    [Theory]
    [InlineData("no json at all")]
    [InlineData("{ broken: 1 } and {also broken")]
    [InlineData("[1,2]")]
    [InlineData("")]
    public void Create_DraftWithoutAnObject_HasNoFields(string draft) =>
        Assert.False(RefinementPlan.Create(Question, draft, ["revenue"]).HasFields);

    [Fact]
    public void Create_BracesOfProse_ArePassedOver()
    {
        RefinementResult result = RefinementPlan.Create(Question, "use {name} here: {\"revenue\":1} {\"revenue\":2}", ["revenue"]).Apply("{\"revenue\":3}");

        Assert.Equal("use {name} here: {\"revenue\":3} {\"revenue\":2}", result.Text);
    }

    [Fact]
    public void Create_FieldTwiceInOneObject_IsMissing() =>
        Assert.False(RefinementPlan.Create(Question, "{\"eps\":1,\"eps\":2}", ["eps"]).HasFields);

    [Fact]
    public void Constraint_Schema_HasTheFieldsAloneWithTheirTypes()
    {
        JsonElement schema = JsonDocument.Parse(Plan("revenue", "note", "audited", "net").Constraint.Schema).RootElement;

        Assert.False(schema.GetProperty("additionalProperties").GetBoolean());
        Assert.Equal(["revenue", "note", "audited", "net"], schema.GetProperty("required").EnumerateArray().Select(name => name.GetString()));
        JsonElement properties = schema.GetProperty("properties");
        Assert.Equal(
            ["number", "string", "boolean"],
            new[] { "revenue", "note", "audited" }.Select(name => properties.GetProperty(name).GetProperty("type").GetString()));
        Assert.Equal(3, properties.GetProperty("net").GetProperty("type").GetArrayLength());
    }

    [Fact]
    public void Messages_Prompt_HasTheDraftAndAsksInTheLanguageOfTheQuestion()
    {
        IReadOnlyList<ChatMessage> chinese = Plan("revenue", "eps").Messages;
        IReadOnlyList<ChatMessage> english = RefinementPlan.Create([new ChatMessage(ChatRole.User, "extract")], "{\"eps\":1}", ["eps"]).Messages;

        Assert.Equal([ChatRole.User, ChatRole.Assistant, ChatRole.User], chinese.Select(message => message.Role));
        Assert.Equal(Draft, chinese[1].Content);
        Assert.Contains("请核对", chinese[2].Content, StringComparison.Ordinal);
        Assert.EndsWith("revenue, eps", chinese[2].Content, StringComparison.Ordinal);
        Assert.StartsWith("Check", english[2].Content, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_Names_AreChecked()
    {
        Assert.Equal(["revenue", "income.net_1", "营收"], RefineFields.Parse(["revenue", "income.net_1", "营收"]));
        foreach (string[] names in (string[][])[[], [""], ["a b"], ["a."], [".a"], ["a\""], ["a", "a"], [new string('a', 65)], [.. Enumerable.Range(0, 33).Select(i => $"f{i}")]])
        {
            Assert.StartsWith("refine", Assert.Throws<RequestException>(() => RefineFields.Parse(names)).Parameter, StringComparison.Ordinal);
        }
    }

    private static RefinementPlan Plan(params string[] fields) => RefinementPlan.Create(Question, Draft, RefineFields.Parse(fields));
}
