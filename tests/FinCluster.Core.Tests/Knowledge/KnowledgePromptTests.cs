using System.Collections.Immutable;
using FinCluster.Core.Engine;
using FinCluster.Core.Knowledge;

namespace FinCluster.Core.Tests.Knowledge;

public sealed class KnowledgePromptTests
{
    private static readonly ImmutableArray<KnowledgeMatch> Matches =
    [
        new(new KnowledgePassage("a", "佣金", "万分之二点五") { AsOf = new DateOnly(2026, 3, 2) }, 9),
        new(new KnowledgePassage("b", "Fees", "25 dollars"), 8),
    ];

    [Fact]
    public void Add_WritesThePassagesBeforeTheLastQuestionInItsLanguage()
    {
        ChatMessage[] before = [new(ChatRole.System, "s"), new(ChatRole.User, "first"), new(ChatRole.Assistant, "x")];

        IReadOnlyList<ChatMessage> chinese = KnowledgePrompt.Add([.. before, new(ChatRole.User, "佣金多少？")], Matches);
        IReadOnlyList<ChatMessage> english = KnowledgePrompt.Add([.. before, new(ChatRole.User, "How much?")], Matches);

        Assert.Equal(before, chinese.Take(3));
        Assert.Equal("请依据以下资料回答问题；资料中没有的，请说明资料未提及。\n[1] 佣金（截至2026-03-02）：万分之二点五\n[2] Fees：25 dollars\n\n问题：佣金多少？", chinese[3].Content);
        Assert.Equal("Answer from the material below; say so where it does not hold the answer.\n[1] 佣金 (as of 2026-03-02): 万分之二点五\n[2] Fees: 25 dollars\n\nQuestion: How much?", english[3].Content);
    }

    [Fact]
    public void Add_NoPassages_LeavesAllAsItIs()
    {
        ChatMessage[] messages = [new(ChatRole.User, "?")];

        Assert.Same(messages, KnowledgePrompt.Add(messages, []));
    }

    [Fact]
    public void FindQuestion_IsTheLastOfTheUserWithTheOneBefore()
    {
        Assert.Null(KnowledgePrompt.FindQuestion([new(ChatRole.System, "s")]));
        Assert.Equal(("a", null), KnowledgePrompt.FindQuestion([new(ChatRole.User, "a")]));
        Assert.Equal(("c", "b"), KnowledgePrompt.FindQuestion([new(ChatRole.User, "a"), new(ChatRole.User, "b"), new(ChatRole.Assistant, "x"), new(ChatRole.User, "c")]));
    }

    [Theory]
    [InlineData(100, 3)]
    [InlineData(1_000, 2)]
    [InlineData(2_000, 1)]
    public void Bound_KeepsAsManyAsHaveRoom(int length, int expected)
    {
        ImmutableArray<KnowledgeMatch> many = [.. Enumerable.Range(0, 5).Select(i => new KnowledgeMatch(new KnowledgePassage($"p{i}", "t", new string('x', length)), 9 - i))];

        Assert.Equal(many.Take(expected), KnowledgePrompt.Bound(many));
    }
}
