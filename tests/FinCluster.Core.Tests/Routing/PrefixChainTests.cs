using System.Collections.Immutable;
using FinCluster.Core.Engine;
using FinCluster.Core.Routing;
using FinCluster.Testing;

namespace FinCluster.Core.Tests.Routing;

public sealed class PrefixChainTests
{
    private const string Model = "fin-a";

    // Nodes and gateways of different releases must agree, so the names are part of the protocol. Computed apart from this code.
    [Theory]
    [InlineData("fin-a", "tenant", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ.,", 7910407567309910608)]
    [InlineData("模型", "", "久期是债券价格对利率变动的敏感程度的度量也是现金流的加权平均期限吗", 10713627181502477837)]
    public void Of_ModelSaltAndText_IsWhatItAlwaysWas(string model, string salt, string text, ulong expected) =>
        Assert.Equal(expected, PrefixChain.Of(model, salt, new TextPrompt(text)).ToBlocks()[0]);

    [Fact]
    public void Of_EqualBeginnings_HaveEqualBlocksAsFarAsTheyGo()
    {
        ImmutableArray<ulong> one = Blocks(Text(1_000) + "then this");
        ImmutableArray<ulong> other = Blocks(Text(1_000) + "or something longer that is different altogether, over more than a block");

        int whole = 1_000 / PrefixChain.BlockBytes;
        Assert.Equal(one[..whole], other[..whole]);
        Assert.NotEqual(one[whole..], other[whole..]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(500)]
    [InlineData(1_023)]
    public void Of_OneCharacterDiffers_AllBlocksFromThereOnDiffer(int position)
    {
        char[] changed = Text(1_024).ToCharArray();
        changed[position]++;
        ImmutableArray<ulong> one = Blocks(Text(1_024));
        ImmutableArray<ulong> other = Blocks(new string(changed));

        int first = position / PrefixChain.BlockBytes;
        Assert.Equal(one[..first], other[..first]);
        Assert.Empty(one[first..].Intersect(other[first..]));
    }

    [Fact]
    public void Of_OtherModelOrSalt_HasNoBlockInCommon()
    {
        ulong[] all = [.. Chain("m", "s").Concat(Chain("n", "s")).Concat(Chain("m", "t")).Concat(Chain("ms", "")).Concat(Chain("", "ms"))];

        Assert.Equal(all.Length, all.Distinct().Count());

        static ImmutableArray<ulong> Chain(string model, string salt) => PrefixChain.Of(model, salt, new TextPrompt(Text(640))).ToBlocks();
    }

    [Fact]
    public void Append_AnswerAndQuestion_IsTheChainOfTheNextTurn()
    {
        ChatMessage[] first = [new(ChatRole.System, Text(300)), new(ChatRole.User, "什么是LPR？")];
        string answer = new('答', 111);
        var chain = PrefixChain.Of(Model, "t", new ChatPrompt(first));
        int before = chain.Count;

        chain.BeginMessage(ChatRole.Assistant);
        foreach (char part in answer)
        {
            chain.Append([part]);
        }

        ImmutableArray<ulong> next = PrefixChain
            .Of(Model, "t", new ChatPrompt([.. first, new(ChatRole.Assistant, answer), new(ChatRole.User, "那么MLF呢？" + Text(200))])).ToBlocks();
        Assert.InRange(chain.Count, before + 5, next.Length - 1);
        Assert.Equal(next[..chain.Count], chain.ToBlocks());
    }

    [Fact]
    public void Of_TextDividedDifferently_IsAnotherConversation()
    {
        string text = Text(200);

        Assert.NotEqual(
            PrefixChain.Of(Model, "", new ChatPrompt([new(ChatRole.User, text)])).ToBlocks(),
            PrefixChain.Of(Model, "", new ChatPrompt([new(ChatRole.User, text[..10]), new(ChatRole.User, text[10..])])).ToBlocks());
        Assert.NotEqual(
            PrefixChain.Of(Model, "", new ChatPrompt([new(ChatRole.User, text)])).ToBlocks(),
            PrefixChain.Of(Model, "", new ChatPrompt([new(ChatRole.System, text)])).ToBlocks());
        Assert.NotEqual(Blocks(text), PrefixChain.Of(Model, "", new ChatPrompt([new(ChatRole.User, text)])).ToBlocks());
    }

    [Fact]
    public void Of_Tokens_ChangeWithEachId()
    {
        TokenId[] ids = [.. Enumerable.Range(0, 100).Select(id => new TokenId(id))];
        ImmutableArray<ulong> one = PrefixChain.Of(Model, "", new TokenPrompt(ids)).ToBlocks();
        ids[50] = new TokenId(7);
        ImmutableArray<ulong> other = PrefixChain.Of(Model, "", new TokenPrompt(ids)).ToBlocks();

        // A token is five bytes: the fifty-first lies in the fourth block.
        Assert.Equal(500 / PrefixChain.BlockBytes, one.Length);
        Assert.Equal(one[..3], other[..3]);
        Assert.Empty(one[3..].Intersect(other[3..]));
    }

    // Text is read in pieces of 2 KiB: no piece may end within a character, nor lose or double one.
    [Theory]
    [InlineData("久")]
    [InlineData("a久")]
    [InlineData("😀")]
    [InlineData("aa😀")]
    [InlineData("\ud800x")]
    public void Append_LongTextAtOnceOrByPieces_IsTheSame(string unit)
    {
        string text = string.Concat(Enumerable.Repeat(unit, 3_000));
        var pieces = PrefixChain.Of(Model, "", new TextPrompt(""));
        for (int i = 0; i < text.Length; i += unit.Length)
        {
            pieces.Append(text.AsSpan(i, unit.Length));
        }

        var whole = PrefixChain.Of(Model, "", new TextPrompt(text));

        Assert.Equal(System.Text.Encoding.UTF8.GetByteCount(text), whole.Bytes);
        Assert.Equal(whole.Bytes / PrefixChain.BlockBytes, whole.Count);
        Assert.Equal(pieces.ToBlocks(), whole.ToBlocks());
    }

    [Fact]
    public void Of_LongPrompt_AllocatesItsBlocksTwiceAndLittleElse()
    {
        var prompt = new TextPrompt(Text(32_768));
        ImmutableArray<ulong> blocks = [];

        long allocated = Allocations.Least(() => blocks = PrefixChain.Of(Model, "", prompt).ToBlocks());

        Assert.InRange(allocated, 2 * sizeof(ulong) * blocks.Length, (2 * sizeof(ulong) * blocks.Length) + 400);
    }

    private static string Text(int length) => new([.. Enumerable.Range(0, length).Select(i => (char)('a' + (i * 7 % 26)))]);

    private static ImmutableArray<ulong> Blocks(string text) => PrefixChain.Of(Model, "", new TextPrompt(text)).ToBlocks();
}
