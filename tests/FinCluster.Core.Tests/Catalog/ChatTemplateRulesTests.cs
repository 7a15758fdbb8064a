using System.Text;
using FinCluster.Core.Catalog;

namespace FinCluster.Core.Tests.Catalog;

public sealed class ChatTemplateRulesTests
{
    [Fact]
    public void FindProblem_Text_IsNone()
    {
        Assert.Null(ChatTemplateRules.FindProblem("{{ '<|im_start|>' }}你好"u8));
        Assert.Null(ChatTemplateRules.FindProblem(Encoding.UTF8.GetBytes(new string('x', ChatTemplateRules.MaxBytes))));
    }

    [Fact]
    public void FindProblem_TooLarge_SaysHowLarge() => Assert.Contains(
        "1048577", ChatTemplateRules.FindProblem(Encoding.UTF8.GetBytes(new string('x', ChatTemplateRules.MaxBytes + 1))), StringComparison.Ordinal);

    [Theory]
    [InlineData(new byte[0], "empty")]
    [InlineData(new byte[] { 0x61, 0xFF, 0x62 }, "UTF-8")]
    [InlineData(new byte[] { 0x61, 0xE4, 0xBD }, "UTF-8")]
    [InlineData(new byte[] { 0x61, 0x00, 0x62 }, "zero bytes")]
    public void FindProblem_NoText_SaysWhy(byte[] content, string expected) =>
        Assert.Contains(expected, ChatTemplateRules.FindProblem(content), StringComparison.Ordinal);
}
