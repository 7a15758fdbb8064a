using FinCluster.Cli.Commands;

namespace FinCluster.Cli.Tests.Commands;

public sealed class TextTableTests
{
    [Fact]
    public void ToString_Rows_AreAlignedWithoutTrailingBlanks()
    {
        var table = new TextTable("NAME", "N");
        table.Add("a", "10");
        table.Add("longer", "2");

        Assert.Equal("NAME    N\na       10\nlonger  2", table.ToString());
    }

    [Fact]
    public void Add_WrongNumberOfCells_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new TextTable("A", "B").Add("only one"));
}
