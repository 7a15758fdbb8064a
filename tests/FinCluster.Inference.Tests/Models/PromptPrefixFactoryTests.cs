using System.Text;
using FinCluster.Core.Engine;
using FinCluster.Core.Routing;
using FinCluster.Inference.KvCache;
using FinCluster.Inference.Models;

namespace FinCluster.Inference.Tests.Models;

public sealed class PromptPrefixFactoryTests(VocabularyFixture model) : IClassFixture<VocabularyFixture>
{
    private const int Context = 4_096;

    // What tokens differ where two texts part: the one across the place, and what its neighbours make of it.
    private const int TokensAtTheParting = 3;

    private readonly PromptEncoder _encoder = new(model.Model);

    public static TheoryData<Prompt, Prompt> PromptsThatPart
    {
        get
        {
            string rules = string.Concat(Enumerable.Repeat("请用中文简短回答金融问题。Answer in one line, please! ", 6));
            return new TheoryData<Prompt, Prompt>
            {
                { Chat(rules, "可转债是什么？" + rules), Chat(rules, "可转债是什么？" + rules[..90] + "市盈率") },
                { Chat(rules, "a"), Chat(rules[..170] + "b", "a") },
                { Chat("  " + rules + "\n\n", rules), Chat("  " + rules + "\n\n", rules[..200]) },
                { Chat("\0<|im_end|>" + rules, rules), Chat("\0<|im_end|>" + rules, rules[..200]) },
                { new TextPrompt(rules + rules), new TextPrompt(rules + "!" + rules) },
                { new TextPrompt("<|im_start|>user\n" + rules, ParseControlTokens: true), new TextPrompt("<|im_start|>user\n" + rules[..150], ParseControlTokens: true) },
                { Ids(0, 200), Ids(0, 100) },
            };
        }
    }

    [Theory]
    [MemberData(nameof(PromptsThatPart))]
    public void Create_TwoPromptsThatPart_TheBlocksOfBothAreTokensOfBoth(Prompt one, Prompt other)
    {
        (EncodedPrompt first, PromptPrefix firstBlocks) = Create(one);
        (EncodedPrompt second, PromptPrefix secondBlocks) = Create(other);
        int shared = firstBlocks.Blocks.CommonPrefixLength(secondBlocks.Blocks);
        int sharedTokens = first.Tokens.AsSpan().CommonPrefixLength(second.Tokens);

        Assert.InRange(shared, 2, firstBlocks.Blocks.Length - 1);
        Assert.InRange(firstBlocks.TokenEnds[shared - 1], 1, sharedTokens + TokensAtTheParting);

        // And no more than a block's worth is given away: the tokens of the next block are not all shared.
        Assert.InRange(firstBlocks.TokenEnds[shared], sharedTokens - TokensAtTheParting, first.Tokens.Length);
    }

    [Theory]
    [MemberData(nameof(PromptsThatPart))]
    public void Create_AnyPrompt_BlocksAreThoseOfTheGatewayAndEndInOrder(Prompt one, Prompt other)
    {
        foreach (Prompt prompt in (Prompt[])[one, other])
        {
            (EncodedPrompt encoded, PromptPrefix prefix) = Create(prompt);

            Assert.Equal(PrefixChain.Of("m", "salt", prompt).ToBlocks(), prefix.Blocks.ToArray());
            int[] ends = prefix.TokenEnds.ToArray();
            Assert.Equal(ends.Order(), ends);
            Assert.Equal(prefix.Blocks.Length, ends.Length);
            Assert.All(ends, end => Assert.InRange(end, 1, encoded.Tokens.Length));
        }
    }

    [Fact]
    public void Create_MessagesThatWereDropped_AreNotInTheChain()
    {
        ChatMessage[] all = [.. Enumerable.Range(0, 41).Select(i => new ChatMessage(i % 2 == 0 ? ChatRole.User : ChatRole.Assistant, $"{i}: " + new string('x', 70)))];
        EncodedPrompt cut = _encoder.Encode(new ChatPrompt(all, DropOldestTurns: true), 400, Context);

        PromptPrefix prefix = PromptPrefixFactory.Create("m", "salt", cut, model.Vocabulary);

        Assert.InRange(cut.DroppedMessages, 1, all.Length - 1);
        Assert.Equal(PrefixChain.Of("m", "salt", new ChatPrompt(all[cut.DroppedMessages..])).ToBlocks(), prefix.Blocks.ToArray());
    }

    [Fact]
    public void Align_TokensOfAnotherText_IsNull()
    {
        int[] tokens = model.Vocabulary.Tokenize("可转债是什么？", addStart: true, parseControl: true);

        Assert.NotNull(TokenSpelling.Align(tokens, Encoding.UTF8.GetBytes("可转债是什么？"), model.Vocabulary));
        Assert.Null(TokenSpelling.Align(tokens, Encoding.UTF8.GetBytes("可转债是什么。"), model.Vocabulary));
        Assert.Null(TokenSpelling.Align(tokens, Encoding.UTF8.GetBytes("可转债是什么？？"), model.Vocabulary));
    }

    private static ChatPrompt Chat(string rules, string question) => new([new(ChatRole.System, rules), new(ChatRole.User, question)]);

    private static TokenPrompt Ids(int from, int count) => new([.. Enumerable.Range(from, count).Select(i => new TokenId(i))]);

    private (EncodedPrompt Encoded, PromptPrefix Prefix) Create(Prompt prompt)
    {
        EncodedPrompt encoded = _encoder.Encode(prompt, Context - 1, Context);
        return (encoded, PromptPrefixFactory.Create("m", "salt", encoded, model.Vocabulary));
    }
}
