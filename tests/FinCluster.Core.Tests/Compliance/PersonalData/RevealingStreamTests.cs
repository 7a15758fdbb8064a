using System.Text;
using FinCluster.Core.Compliance.PersonalData;

namespace FinCluster.Core.Tests.Compliance.PersonalData;

public sealed class RevealingStreamTests
{
    private const int Texts = 4_000;

    private readonly MaskVault _vault = new();

    public RevealingStreamTests() => _vault.Mask(string.Join('，', Enumerable.Range(0, 12).Select(i => $"{13800138000 + i}")) + "，a@example.com");

    [Fact]
    public void Push_TokenInPieces_IsHeldAndRevealed()
    {
        var stream = new RevealingStream(_vault);

        Assert.Equal("打", stream.Push("打[PHO"));
        Assert.Equal(4, stream.Held);
        Assert.Equal("", stream.Push("NE_1"));
        Assert.Equal("13800138000或13800138011。", stream.Push("]或[PHONE_12]。"));
        Assert.Equal("[PHONE_13] [x] [", stream.Push("[PHONE_13] [x] [") + stream.Complete());
        Assert.Equal(0, stream.Held);
    }

    [Fact]
    public void Push_AnyPieces_AsTheWhole()
    {
        string[] signs = ["[", "[[", "PHONE_", "PHONE", "_", "1", "2", "]", "EMAIL_1]", "[EMAIL_1]", "[PHONE_12]", "字", " ", "[P"];
        var random = new Random(3);
        for (int i = 0; i < Texts; i++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(1, 40)).Select(_ => signs[random.Next(signs.Length)]));
            string expected = text;
            for (int number = 1; number <= 12; number++)
            {
                expected = expected.Replace($"[PHONE_{number}]", $"{13800137999 + number}", StringComparison.Ordinal);
            }

            expected = expected.Replace("[EMAIL_1]", "a@example.com", StringComparison.Ordinal);

            Assert.Equal(expected, Run(text, () => random.Next(1, 7)));
            Assert.Equal(expected, Run(text, () => 1));
            Assert.Equal(expected, Run(text, () => text.Length));
        }
    }

    [Fact]
    public void Push_MaskedByAStream_TheTextAsItWas()
    {
        const string text = "请打13800138099或写信到li.si@example.org，谢谢";
        using var masking = new MaskingStream(_vault);
        var revealing = new RevealingStream(_vault);
        var revealed = new StringBuilder();
        foreach (char c in text)
        {
            revealed.Append(revealing.Push(masking.Push(c.ToString())));
        }

        revealed.Append(revealing.Push(masking.Complete())).Append(revealing.Complete());

        Assert.Equal(text, revealed.ToString());
    }

    [Fact]
    public void Push_NothingHeldNothingChanged_SameInstance()
    {
        const string text = "市盈率12倍";

        Assert.Same(text, new RevealingStream(_vault).Push(text));
    }

    private string Run(string text, Func<int> length)
    {
        var stream = new RevealingStream(_vault);
        var revealed = new StringBuilder();
        for (int at = 0; at < text.Length;)
        {
            int count = Math.Min(length(), text.Length - at);
            revealed.Append(stream.Push(text.Substring(at, count)));
            Assert.InRange(stream.Held, 0, 14);
            at += count;
        }

        return revealed.Append(stream.Complete()).ToString();
    }
}
