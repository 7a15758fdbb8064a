using System.Text;
using FinCluster.Core.Compliance.PersonalData;
using FinCluster.Testing;

namespace FinCluster.Core.Tests.Compliance.PersonalData;

public sealed class MaskingStreamTests
{
    private const int Texts = 4_000;
    private const int Seed = 5;

    [Fact]
    public void Push_GeneratedTextInAnyPieces_AsTheWholeIsMasked()
    {
        var random = new Random(Seed);
        var vectors = new Vectors(Seed);
        var innocents = new Innocents(Seed);
        for (int i = 0; i < Texts; i++)
        {
            string text = Compose(random, vectors, innocents);
            string whole = new MaskVault().Mask(text);

            Assert.Equal(whole, Run(text, _ => random.Next(1, 9), out _));
            Assert.Equal(whole, Run(text, _ => 1, out _));
            Assert.Equal(whole, Run(text, _ => text.Length, out _));
        }
    }

    [Fact]
    public void Push_EveryCutInTwo_AsTheWholeIsMasked()
    {
        foreach (Vector vector in new Vectors(Seed + 1).Take(1_000))
        {
            string text = $"前文，{vector.Text}。after";
            string whole = new MaskVault().Mask(text);
            for (int cut = 1; cut < text.Length; cut++)
            {
                Assert.Equal(whole, Run(text, at => at == 0 ? cut : text.Length, out _));
            }
        }
    }

    [Fact]
    public void Push_RandomSignsInAnyPieces_AsTheWholeIsMaskedAndLittleIsHeld()
    {
        string[] signs = ["1", "3", "8", "0", "9", " ", "-", ".", "@", "(", ")", "[", "at", "]", "+86", "a", "X", "GB33", "A", "一", "三", "年", "月", "日", "号", "/", ",", "生日", "born ", "Jan", "，", "\u200b", "\u200b\u200b", "１", "\ud835\udfcf", "\ud835\udcd0", "账户", "资金账号", "护照", "of", "dot", "十", "%", "元", "\n"];
        var random = new Random(Seed);
        for (int i = 0; i < Texts; i++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(1, 120)).Select(_ => signs[random.Next(random.Next(3) == 0 ? signs.Length : 8)]));
            string whole = new MaskVault().Mask(text);

            Assert.Equal(whole, Run(text, _ => random.Next(1, 12), out int held));
            Assert.InRange(held, 0, 4 * CandidateReader.MaxLength + 16);
        }
    }

    [Fact]
    public void Push_NumberInPieces_IsHeldUntilItEnds()
    {
        var vault = new MaskVault();
        using var stream = new MaskingStream(vault);

        Assert.Equal("请打", stream.Push("请打138"));
        Assert.Equal(3, stream.Held);
        Assert.Equal("", stream.Push("00138"));
        Assert.Equal("", stream.Push("000"));
        Assert.Equal("[PHONE_1]，", stream.Push("，"));
        Assert.Equal(0, stream.Held);
        Assert.Equal("", stream.Push("6005"));
        Assert.Equal("600519", stream.Push("19") + stream.Complete());
        Assert.True(vault.TryReveal("[PHONE_1]", out _));
    }

    [Theory]
    [InlineData("a")]
    [InlineData("1")]
    [InlineData("1 ")]
    [InlineData("1\u200b\u200b\u200b")]
    [InlineData("a@")]
    [InlineData("1\u200b\u200b\u200b\u200b")]
    public void Push_EndlessWord_LittleIsHeldAndNothingIsLost(string piece)
    {
        using var stream = new MaskingStream(new MaskVault());
        var text = new StringBuilder();
        for (int i = 0; i < 2_000; i++)
        {
            text.Append(stream.Push(piece));
            Assert.InRange(stream.Held, 0, 4 * CandidateReader.MaxLength + 16);
        }

        text.Append(stream.Complete());

        Assert.Equal(string.Concat(Enumerable.Repeat(piece, 2_000)), text.ToString());
    }

    [Fact]
    public void Push_NothingHeldNothingChanged_SameInstanceWithoutAllocation()
    {
        const string text = "市盈率是股价与每股收益之比，";
        using var stream = new MaskingStream(new MaskVault());
        Assert.Same(text, stream.Push(text));
        Assert.Equal(0, Allocations.Least(() =>
        {
            for (int i = 0; i < 1_000; i++)
            {
                stream.Push(text);
            }
        }));
    }

    private static string Compose(Random random, Vectors vectors, Innocents innocents)
    {
        var text = new StringBuilder();
        int parts = random.Next(1, 20);
        for (int i = 0; i < parts; i++)
        {
            text.Append(random.Next(3) switch
            {
                0 => innocents.Next(Innocents.Sorts[random.Next(Innocents.Sorts.Count)]),
                _ => vectors.Next((PersonalDataKind)random.Next(10)).Text,
            });
            text.Append(new[] { "，", " ", "。", "", "\n", "和", ", " }[random.Next(7)]);
        }

        return text.ToString();
    }

    private static string Run(string text, Func<int, int> lengthAt, out int held)
    {
        using var stream = new MaskingStream(new MaskVault());
        var masked = new StringBuilder();
        held = 0;
        for (int at = 0; at < text.Length;)
        {
            int length = Math.Min(lengthAt(at), text.Length - at);
            masked.Append(stream.Push(text.Substring(at, length)));
            held = Math.Max(held, stream.Held);
            at += length;
        }

        return masked.Append(stream.Complete()).ToString();
    }
}
