using System.Collections.Immutable;
using System.Text;
using FinCluster.Core.Knowledge;

namespace FinCluster.Core.Tests.Knowledge;

public sealed class KnowledgeReaderTests
{
    private const string Good = """{"id":"a-1","title":"费率","text":"每年百分之一","source":"公示","as_of":"2026-03-02","until":"2026-12-31"}""";

    [Fact]
    public void Read_Example_HasEveryPassage()
    {
        ImmutableArray<KnowledgePassage> passages = KnowledgeReader.Read(KnowledgeSamples.File);

        Assert.Equal(14, passages.Length);
        KnowledgePassage first = passages[0];
        Assert.Equal(("fees-2026-stock", "示例证券股票交易佣金", "示例证券收费公示 2026年第1版"), (first.Id, first.Title, first.Source));
        Assert.Equal((new DateOnly(2026, 3, 2), new DateOnly(2026, 12, 31)), (first.AsOf, first.Until));
        Assert.Null(passages.Single(passage => passage.Id == "open-star").Until);
    }

    [Fact]
    public void Read_EmptyLinesMarkAndWindowsLineEnds_ArePassedOver()
    {
        byte[] file = [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes("\r\n" + Good + "\r\n\n" + Good.Replace("a-1", "a-2", StringComparison.Ordinal) + "\n")];

        Assert.Equal(["a-1", "a-2"], KnowledgeReader.Read(file).Select(passage => passage.Id));
    }

    [Theory]
    [InlineData("", "at least one passage")]
    [InlineData("[]", "line 1: ")]
    [InlineData("null", "line 1: it is no object")]
    [InlineData("{\"id\":\"a\",\"title\":\"t\"}", "line 1: ")]
    [InlineData("{\"id\":\"a\",\"title\":\"t\",\"text\":null}", "line 1: ")]
    [InlineData("{\"id\":\"a\",\"title\":\"t\",\"text\":\"x\",\"url\":\"y\"}", "line 1: ")]
    [InlineData("{\"id\":\"a\",\"id\":\"b\",\"title\":\"t\",\"text\":\"x\"}", "line 1: ")]
    [InlineData("{\"id\":\"\",\"title\":\"t\",\"text\":\"x\"}", "line 1: the id must be 1 to 64")]
    [InlineData("{\"id\":\"a b\",\"title\":\"t\",\"text\":\"x\"}", "line 1: the id must be 1 to 64")]
    [InlineData("{\"id\":\"甲\",\"title\":\"t\",\"text\":\"x\"}", "line 1: the id must be 1 to 64")]
    [InlineData("{\"id\":\"a\",\"title\":\" \",\"text\":\"x\"}", "line 1: title must have 1 to 200 characters")]
    [InlineData("{\"id\":\"a\",\"title\":\"t\\nu\",\"text\":\"x\"}", "line 1: title holds a control character")]
    [InlineData("{\"id\":\"a\",\"title\":\"t\",\"text\":\"x\",\"as_of\":\"2.3.2026\"}", "line 1: as_of '2.3.2026' is no date")]
    [InlineData("{\"id\":\"a\",\"title\":\"t\",\"text\":\"x\",\"as_of\":\"2026-03-02\",\"until\":\"2026-03-01\"}", "line 1: until is before as_of")]
    public void Read_LineThatIsNoPassage_IsRefusedWithItsNumber(string line, string expected)
    {
        FormatException error = Assert.Throws<FormatException>(() => KnowledgeReader.Read(Encoding.UTF8.GetBytes(line)));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TheSameIdTwice_NamesBothLines()
    {
        FormatException error = Assert.Throws<FormatException>(() => KnowledgeReader.Read(KnowledgeSamples.Lines(Good, "", Good)));

        Assert.Equal("line 3: the id 'a-1' is that of line 1", error.Message);
    }

    [Fact]
    public void Read_NoUtf8_NamesTheLine()
    {
        byte[] file = [.. KnowledgeSamples.Lines(Good, ""), 0x7B, 0xFF, 0x7D];

        Assert.Equal("line 2: it is not UTF-8", Assert.Throws<FormatException>(() => KnowledgeReader.Read(file)).Message);
    }

    [Theory]
    [InlineData(KnowledgeReader.MaxTextLength, true)]
    [InlineData(KnowledgeReader.MaxTextLength + 1, false)]
    public void Read_LengthOfATextIsBounded(int length, bool isGood)
    {
        byte[] file = KnowledgeSamples.Lines($$"""{"id":"a","title":"t","text":"{{new string('x', length)}}"}""");

        Assert.Equal(isGood, Record.Exception(() => KnowledgeReader.Read(file)) is null);
    }

    [Fact]
    public void Read_MorePassagesOrBytesThanMayBe_AreRefused()
    {
        IEnumerable<string> lines = Enumerable.Range(0, KnowledgeReader.MaxPassages + 1).Select(i => $$"""{"id":"{{i}}","title":"t","text":"x"}""");

        Assert.Contains($"at most {KnowledgeReader.MaxPassages} passages", Assert.Throws<FormatException>(() => KnowledgeReader.Read(KnowledgeSamples.Lines([.. lines]))).Message, StringComparison.Ordinal);
        Assert.Contains($"at most {KnowledgeReader.MaxBytes} bytes", Assert.Throws<FormatException>(() => KnowledgeReader.Read(new byte[KnowledgeReader.MaxBytes + 1])).Message, StringComparison.Ordinal);
    }
}
