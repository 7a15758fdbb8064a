using System.Text;
using FinCluster.Inference.Sampling;

namespace FinCluster.Inference.Tests.Sampling;

public sealed class Utf8BoundaryTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("61", 0)]
    [InlineData("C3", 1)]
    [InlineData("C3A9", 0)]
    [InlineData("E4", 1)]
    [InlineData("E4B8", 2)]
    [InlineData("E4B8AD", 0)]
    [InlineData("F0", 1)]
    [InlineData("F09F", 2)]
    [InlineData("F09F93", 3)]
    [InlineData("F09F9388", 0)]
    [InlineData("61E4B8", 2)]
    [InlineData("E4B861", 0)]
    [InlineData("E4E4B8", 2)]
    public void IncompleteTail_Table_CountsTheBeginningOfACharacter(string hex, int expected) =>
        Assert.Equal(expected, Utf8Boundary.IncompleteTail(Convert.FromHexString(hex)));

    // Overlong forms, surrogates, what lies above U+10FFFF, lone continuations: waiting for their rest would be in vain.
    [Theory]
    [InlineData("C0")]
    [InlineData("C1")]
    [InlineData("E080")]
    [InlineData("EDA0")]
    [InlineData("F080")]
    [InlineData("F490")]
    [InlineData("F5")]
    [InlineData("FF")]
    [InlineData("80")]
    [InlineData("6180")]
    [InlineData("61808080")]
    [InlineData("C3A9BF")]
    public void IncompleteTail_NeverACharacter_IsZero(string hex) =>
        Assert.Equal(0, Utf8Boundary.IncompleteTail(Convert.FromHexString(hex)));

    [Fact]
    public void IncompleteTail_EveryCutOfAText_LeadsBackToTheLastBoundary()
    {
        const string Text = "aé日📈ß…\u0800\uFFFD\U00010000\U0010FFFF";
        byte[] utf8 = Encoding.UTF8.GetBytes(Text);
        int boundary = 0;
        for (int cut = 0; cut <= utf8.Length; cut++)
        {
            boundary = cut == utf8.Length || (utf8[cut] & 0xC0) != 0x80 ? cut : boundary;

            Assert.Equal(cut - boundary, Utf8Boundary.IncompleteTail(utf8.AsSpan(0, cut)));
        }
    }
}
