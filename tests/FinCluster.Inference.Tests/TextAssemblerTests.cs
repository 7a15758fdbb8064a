using System.Text;

namespace FinCluster.Inference.Tests;

public sealed class TextAssemblerTests
{
    [Fact]
    public void Take_BytesOfSeveralTokens_GivesThemAsText()
    {
        var text = new TextAssembler();
        text.Append([0xE4]);
        text.Append([0xB8, 0xAD, 0x61]);

        Assert.Equal("", text.Take(0));
        Assert.Equal("中", text.Take(3));
        Assert.Equal("a", text.Take(1));
    }

    [Fact]
    public void Take_PartOfWhatIsThere_KeepsTheRestForLater()
    {
        var text = new TextAssembler();
        text.Append("abc"u8);
        Assert.Equal("a", text.Take(1));
        text.Append("de"u8);

        Assert.Equal("bcd", text.Take(3));
        Assert.Equal("e", text.Take(1));
    }

    [Fact]
    public void Take_ManyTokens_GivesTheWholeTextOnce()
    {
        const string Whole = "市盈率是股价与每股收益之比📈, quoted as P/E.";
        var text = new TextAssembler();
        var taken = new StringBuilder();
        int pending = 0;
        for (int round = 0; round < 500; round++)
        {
            foreach (byte value in Encoding.UTF8.GetBytes(Whole))
            {
                text.Append([value]);
                pending++;
            }

            taken.Append(text.Take(pending));
            pending = 0;
        }

        Assert.Equal(string.Concat(Enumerable.Repeat(Whole, 500)), taken.ToString());
    }

    [Fact]
    public void Take_BytesThatAreNoText_ShowsTheReplacementCharacter()
    {
        var text = new TextAssembler();
        text.Append([0x61, 0xFF, 0x62]);

        Assert.Equal("a\uFFFDb", text.Take(3));
    }
}
