using System.Text;
using FinCluster.Core.Engine;
using FinCluster.Core.Evaluation;
using FinCluster.Core.Evaluation.Sets;

namespace FinCluster.Core.Tests.Evaluation;

public sealed class QuestionSetTests
{
    [Fact]
    public void Read_OwnForm_TakesEverythingOver()
    {
        QuestionSet set = Read(
            """
            {"id":"a","lang":"zh","kind":"rule","domain":"banking","messages":[{"role":"system","content":"s"},{"role":"user","content":"q"}],"reference":"r","regulatory":true}

            {"id":"b","kind":"arithmetic","question":"1+1","reference":"2","tolerance":0.5}
            {"id":"c","question":"tip?","risk":true}
            {"id":"d","kind":"term","messages":[{"role":"user","content":"q"},{"role":"assistant","content":"r"}],"split":"heldout"}
            """);

        Assert.Equal(["a", "b", "c", "d"], set.Questions.Select(question => question.Id));
        Assert.Equal(
            [ScoringRule.Edit, ScoringRule.Number, ScoringRule.Refusal, ScoringRule.Edit], set.Questions.Select(question => question.Scoring));
        Assert.Equal(("zh", "rule", "banking", true, "r", 2), (
            set.Questions[0].Language, set.Questions[0].Kind, set.Questions[0].Domain, set.Questions[0].IsRegulatory, set.Questions[0].Reference,
            set.Questions[0].Messages.Count));
        Assert.Equal(0.5, set.Questions[1].Tolerance);
        Assert.Equal(("r", 1), (set.Questions[3].Reference, set.Questions[3].Messages.Count));
        Assert.Equal("set", set.Name);
        Assert.Equal(64, set.Hash.Value.Length);
    }

    [Theory]
    [InlineData("{", "line 1")]
    [InlineData("""{"id":"a","question":"q"}""", "no reference")]
    [InlineData("""{"id":"a","reference":"r"}""", "either question or messages")]
    [InlineData("""{"id":"a","question":"q","reference":"r","score":"magic"}""", "'magic'")]
    [InlineData("""{"id":"a","messages":[{"role":"robot","content":"q"}],"reference":"r"}""", "'robot'")]
    [InlineData("""{"id":"a","messages":[],"reference":"r"}""", "the user's")]
    [InlineData("""{"id":"a","question":"q","reference":"r","tolerance":2}""", "tolerance")]
    [InlineData("{\"id\":\"a\",\"question\":\"q\",\"reference\":\"r\"}\n{\"id\":\"a\",\"question\":\"q\",\"reference\":\"r\"}", "two questions 'a'")]
    [InlineData("", "no questions")]
    public void Read_WrongFile_IsRefused(string text, string message) =>
        Assert.Contains(message, Assert.Throws<FormatException>(() => Read(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_FinQa_BuildsThePromptFromTextAndTable()
    {
        QuestionSet set = Read(
            """
            [{"id":"f1","pre_text":["Revenue rose."],"post_text":["See note."],"table":[["","2024"],["revenue","12.5"]],"qa":{"question":"growth?","answer":"12.7%","exe_ans":0.127}},
             {"question":"bigger?","answer":"yes"}]
            """);

        Assert.Equal("Revenue rose.\n | 2024\nrevenue | 12.5\nSee note.\ngrowth?", set.Questions[0].Messages[0].Content);
        Assert.Equal(("f1", "12.7%", ScoringRule.Number), (set.Questions[0].Id, set.Questions[0].Reference, set.Questions[0].Scoring));
        Assert.Equal(("finqa-00001", ScoringRule.Edit), (set.Questions[1].Id, set.Questions[1].Scoring));
        Assert.Throws<FormatException>(() => Read("""[{"question":"x"}]"""));
        Assert.Throws<FormatException>(() => Read("[1]"));
    }

    [Fact]
    public void Read_FinEval_BuildsTheChoices()
    {
        QuestionSet set = Read("id,question,A,B,C,D,answer\r\n7,\"哪个是\"\"债券\"\",请选\",国债,股票,\"基\n金\",现金,A\r\n");

        EvaluationQuestion question = Assert.Single(set.Questions);
        Assert.Equal(("7", "A", ScoringRule.Choice), (question.Id, question.Reference, question.Scoring));
        Assert.StartsWith("哪个是\"债券\",请选\nA. 国债\nB. 股票\nC. 基\n金\nD. 现金\n", question.Messages[0].Content, StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => Read("question,A,B,C,D,answer\nx,1,2,3,4,E"));
        Assert.Throws<FormatException>(() => Read("question,A,B,C,D,answer\nx,1,2,3"));
        Assert.Throws<FormatException>(() => Read("question,A,B,C,D,answer\n\"x,1,2,3,4,A"));
    }

    [Fact]
    public void Read_NamedForm_IsNotGuessed()
    {
        Assert.Throws<FormatException>(() => QuestionSet.Read("set", "[]"u8, "fineval"));
        Assert.Throws<FormatException>(() => QuestionSet.Read("set", "[]"u8, "other"));
    }

    private static QuestionSet Read(string text)
    {
        QuestionSet set = QuestionSet.Read("set", Encoding.UTF8.GetBytes(text));
        Assert.All(set.Questions, question => Assert.Equal(ChatRole.User, question.Messages[^1].Role));
        return set;
    }
}
