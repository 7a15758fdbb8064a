using FinCluster.Core.Edge;
using FinCluster.Core.Edge.Reading;
using FinCluster.Core.Edge.Signals;
using FinCluster.Core.Engine;

namespace FinCluster.Core.Tests.Edge.Reading;

public sealed class QuestionReaderTests
{
    private static readonly QuestionReader Reader = new(EdgeGlossary.Shipped);

    [Theory]
    [InlineData("今天天气好。什么是ETF？谢谢！", "什么是etf?")]
    [InlineData("说说债券。", "说说债券。")]
    [InlineData("Hi there. What is a bond? Thanks", " what is a bond?")]
    [InlineData("no end", "no end")]
    [InlineData("...", "...")]
    public void Find_SentenceThatAsks_IsTheLastQuestion(string text, string focus)
    {
        string folded = Core.Text.TextFolder.Fold(text);

        (int start, int end) = FocusFinder.Find(folded);

        Assert.Equal(focus, folded[start..end]);
    }

    [Theory]
    [InlineData("什么是重疾险", BusinessLine.Insurance)]
    [InlineData("房贷月供怎么算", BusinessLine.Banking)]
    [InlineData("what is a stop-loss order", BusinessLine.Securities)]
    [InlineData("你好", BusinessLine.General)]
    public void Read_Line_IsThatOfMostWords(string question, BusinessLine line) => Assert.Equal(line, Read(question).Line);

    [Fact]
    public void Read_LongestWord_IsTaken()
    {
        QuestionReading reading = Read("为什么");

        Assert.Equal((1, 0), (reading.All[Cue.Reasoning], reading.All[Cue.Filler]));
        Assert.True(Read("what is the current ratio").All.Has(Cue.Known));
        Assert.False(Read("what is the current ratio").All.Has(Cue.FreshWeak));
    }

    [Fact]
    public void Read_EnglishWord_IsNoPartOfAnother()
    {
        Assert.False(Read("knowledge").All.Has(Cue.FreshWeak));
        Assert.True(Read("bonds").All.Has(Cue.Known));
        Assert.False(Read("bondage").All.Has(Cue.Known));
    }

    [Fact]
    public void Read_HistoryAndInstructions_AreNotTheQuestion()
    {
        Reader.Read(
            new EdgeRequest
            {
                Messages =
                [
                    new ChatMessage(ChatRole.System, "Answer in JSON."), new ChatMessage(ChatRole.User, "what is a bond"),
                    new ChatMessage(ChatRole.Assistant, "A loan."), new ChatMessage(ChatRole.User, "any risks?"),
                ],
            },
            out QuestionReading reading);

        Assert.Equal((2, 21, 10), (reading.EarlierMessages, reading.EarlierCharacters, reading.Characters));
        Assert.False(reading.All.Has(Cue.Structured));
    }

    [Fact]
    public void Read_VeryLongQuestion_IsReadAtBothEnds()
    {
        string text = "600519" + new string('啊', 3_000_000) + " 13800138000";

        QuestionReading reading = Read(text);

        Assert.Equal((1, 1, text.Length), (reading.SecurityCodes, reading.Identifiers, reading.Characters));
        Assert.InRange(reading.Ideographs, 1, QuestionReader.MaxCharacters);
    }

    [Fact]
    public void Read_NoUserMessage_IsEmpty()
    {
        Reader.Read(new EdgeRequest { Messages = [] }, out QuestionReading reading);

        Assert.Equal(0, reading.Characters);
    }

    [Fact]
    public void Signals_Names_AreUniqueAndValuesInRange()
    {
        Assert.Equal(EdgeSignals.All.Length, EdgeSignals.All.Select(signal => signal.Name).Distinct(StringComparer.Ordinal).Count());
        foreach (string text in (string[])["", "?", "今天1+1", new string('?', 5_000), string.Concat(Enumerable.Repeat("为什么分析写一份json python 3万 ", 200))])
        {
            QuestionReading reading = Read(text);
            Assert.All(EdgeSignals.All, signal => Assert.InRange(signal.Value(reading), 0, 1));
        }
    }

    private static QuestionReading Read(string question)
    {
        Reader.Read(new EdgeRequest { Messages = [new ChatMessage(ChatRole.User, question)] }, out QuestionReading reading);
        return reading;
    }
}
