using System.Globalization;
using System.Text.RegularExpressions;
using FinCluster.Testing;
using FinCluster.Training.Corpora;
using FinCluster.Training.Data;

namespace FinCluster.Training.Tests.Corpora;

public sealed partial class CorpusTests
{
    private static readonly string Models = Path.Combine(RepositoryPaths.Root, "models");
    private static readonly Corpus General = new(Path.Combine(Models, "corpus", "general"));

    [Theory]
    [InlineData("general")]
    [InlineData("banking")]
    [InlineData("securities")]
    [InlineData("insurance")]
    public void Draw_TheShippedCorpora_NeverAskAnExaminationQuestion(string name)
    {
        HeldOutQuestions heldOut = HeldOutQuestions.Read(Path.Combine(Models, "eval"));
        var corpus = new Corpus(Path.Combine(Models, "corpus", name));
        var turns = new TurnSource(corpus, heldOut, corpus.Style);
        Random random = Draw.Seeded(1);

        for (int i = 0; i < 20_000; i++)
        {
            Assert.All(turns.Draw(random), turn =>
            {
                Assert.False(heldOut.Contains(turn.Question), turn.Question);
                Assert.DoesNotContain('{', turn.Question + turn.Answer);
                Assert.NotEmpty(turn.Answer);
            });
        }
    }

    [Theory]
    [InlineData("banking", "关于银行业务，", "In banking, ")]
    [InlineData("securities", "关于证券业务，", "In securities, ")]
    [InlineData("insurance", "关于保险业务，", "In insurance, ")]
    public void Draw_ALineOfBusiness_AnswersInItsStyle(string name, string chinese, string english)
    {
        var corpus = new Corpus(Path.Combine(Models, "corpus", name));
        var turns = new TurnSource(corpus, HeldOutQuestions.None, corpus.Style);
        Random random = Draw.Seeded(2);

        Turn[] drawn = [.. Enumerable.Range(0, 400).SelectMany(_ => turns.Draw(random))];

        Assert.All(drawn, turn => Assert.StartsWith(
            QuestionNoise.IsEnglish(turn.Answer) ? english : chinese, turn.Answer, StringComparison.Ordinal));
        Assert.True(corpus.Chinese.Facts.Count >= 40);
    }

    [Fact]
    public void Draw_Arithmetic_IsRight()
    {
        var arithmetic = new ArithmeticQuestions(General);
        Random random = Draw.Seeded(3);
        for (int i = 0; i < 5_000; i++)
        {
            Turn turn = arithmetic.Draw(random, heldOut: i % 2 == 0);

            // The end of an English sentence is no decimal point.
            string answer = turn.Answer.Replace(". ", "; ", StringComparison.Ordinal).TrimEnd('.').Replace(" ", "", StringComparison.Ordinal);
            MatchCollection equations = Equation().Matches(answer);
            Assert.NotEmpty(equations);
            Assert.All(equations, equation =>
            {
                decimal[] sides = [.. equation.Value.Split('=').Select(Compute)];
                Assert.All(sides, side => Assert.Equal(sides[0], side));
            });
        }
    }

    [Fact]
    public void Draw_NumbersThatAreHeldOut_AreNeverTrained()
    {
        var arithmetic = new ArithmeticQuestions(General);
        Random random = Draw.Seeded(4);
        string Numbers(Turn turn) => string.Join(',', Number().Matches(turn.Question).Select(match => match.Value)) + turn.Answer;

        HashSet<string> trained = [.. Enumerable.Range(0, 20_000).Select(_ => Numbers(arithmetic.Draw(random, heldOut: false)))];
        string[] examined = [.. Enumerable.Range(0, 2_000).Select(_ => Numbers(arithmetic.Draw(random, heldOut: true)))];

        Assert.Empty(examined.Intersect(trained, StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("什么是 债券", true)]
    [InlineData("什么是债券？", true)]
    [InlineData("债券是什么", false)]
    public void Contains_SpacesAndSigns_DoNotMatter(string question, bool expected)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("a.jsonl"), """{"messages":[{"role":"user","content":"什么是债券?"},{"role":"assistant","content":"债券是什么"}]}""");

        Assert.Equal(expected, HeldOutQuestions.Read(folder.Path).Contains(question));
    }

    [Theory]
    [InlineData("请问存十万元到银行一年有多少利息啊", true)]
    [InlineData("请问存20万元到银行一年有多少利息呢", false)]
    [InlineData("请问存十万元到银行和买国债哪个好呢", false)]
    public void Contains_ANearCopy_IsHeldOutToo(string question, bool expected)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("a.jsonl"), """{"messages":[{"role":"user","content":"请问存十万元到银行一年有多少利息呢？"}]}""");

        Assert.Equal(expected, HeldOutQuestions.Read(folder.Path).Contains(question));
    }

    [Fact]
    public void Fill_PlacesWithinPlaces_AreFilledAsFarAsTheyGo()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("facts.zh.txt"), "问=>答");
        File.WriteAllText(folder.File("wordings.txt"), "[slot.deed]\n买{thing}\n[slot.thing]\n黄金\n[slot.loop]\n再{loop}\n");
        var slots = new QuestionSlots(new Corpus(folder.Path).Wordings);

        Assert.Equal("能买黄金吗", slots.Fill("能{deed}吗", Draw.Seeded(5)));
        Assert.StartsWith("再再", slots.Fill("{loop}", Draw.Seeded(5)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"messages":[{"role":"user"}]}""")]
    [InlineData("{}")]
    [InlineData("no json")]
    public void Read_AMalformedQuestion_NamesTheLine(string line)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("a.jsonl"), line);

        Assert.Contains("line 1", Assert.Throws<TrainingException>(() => HeldOutQuestions.Read(folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Seeded_TheSameNames_GiveTheSameSequence()
    {
        Assert.Equal(Draw.Seeded(1, 2, 3).Next(), Draw.Seeded(1, 2, 3).Next());
        Assert.NotEqual(Draw.Seeded(1, 2, 3).Next(), Draw.Seeded(1, 3, 2).Next());
    }

    private static decimal Compute(string expression)
    {
        // No brackets within terms: sums of products and quotients, with an optional percent sign at the end.
        bool percent = expression.EndsWith('%');
        string text = expression.TrimEnd('%').Replace("(", "", StringComparison.Ordinal);
        decimal sum = 0;
        foreach (Match term in Term().Matches(text))
        {
            decimal value = 0;
            char sign = '×';
            foreach (Match factor in Factor().Matches(term.Groups[2].Value))
            {
                decimal number = decimal.Parse(factor.Groups[2].Value, CultureInfo.InvariantCulture);
                value = factor.Groups[1].Value.Length == 0 ? number : (sign = factor.Groups[1].Value[0]) == '×' ? value * number : value / number;
            }

            sum += term.Groups[1].Value == "-" ? -value : value;
        }

        return percent ? sum / 100 : sum;
    }

    // A chain like 46×3=40×3+6×3=138; what has brackets is a difference over a number and stands before the chain that is checked.
    [GeneratedRegex(@"(?<![\d.)÷×])[\d.]+%?(?:[-+×÷][\d.]+%?)*(?:=[\d.]+%?(?:[-+×÷][\d.]+%?)*)+")]
    private static partial Regex Equation();

    [GeneratedRegex(@"([-+]?)([\d.×÷%]+)")]
    private static partial Regex Term();

    [GeneratedRegex(@"([×÷]?)([\d.]+)")]
    private static partial Regex Factor();

    [GeneratedRegex(@"[\d.]+")]
    private static partial Regex Number();
}
