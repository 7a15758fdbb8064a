using FinCluster.Core.Compliance.PersonalData;
using FinCluster.Core.Engine;
using FinCluster.Gateway.Compliance.Screening;

namespace FinCluster.Gateway.Tests.Compliance;

/// <summary>Tokens on their way through the screen of an answer.</summary>
public sealed class AnswerScreenTests
{
    private readonly MaskVault _vault = new();

    [Fact]
    public void TextThatIsNothing_PassesAsTheSameEvents()
    {
        using AnswerScreen screen = Screen();
        GeneratedToken[] tokens = [Token(1, "市盈率"), Token(2, "是"), Token(3, "估值指标")];

        Assert.All(tokens, token => Assert.Same(token, screen.Push(token)));
        Assert.Equal("。", screen.Complete("。"));
        Assert.Equal("市盈率是估值指标。", screen.MaskedText);
    }

    [Fact]
    public void Number_ThatIsNoPersonalData_ComesWithItsTokensAndProbabilities()
    {
        using AnswerScreen screen = Screen();
        GeneratedToken[] tokens = [Token(1, "约"), Token(2, "13", -0.5), Token(3, "80", -0.25), Token(4, "元", -0.1)];

        GeneratedToken[] given = [.. tokens.SelectMany(token => Give(screen, token))];

        Assert.Equal(tokens, given);
    }

    [Fact]
    public void Words_AreGivenWithTheirTokens_OneLater()
    {
        using AnswerScreen screen = Screen();
        GeneratedToken[] tokens = [Token(1, "A"), Token(2, " bond"), Token(3, " pays"), Token(4, ".")];
        GeneratedToken[] given = [.. tokens.SelectMany(token => Give(screen, token))];

        string rest = screen.Complete("");

        Assert.Equal("", rest);
        Assert.Equal<GeneratedToken>(tokens, [.. given, .. Rest(screen)]);
    }

    [Fact]
    public void Number_AtTheEnd_ComesWithItsTokensAndProbabilities()
    {
        using AnswerScreen screen = Screen();
        GeneratedToken[] tokens = [Token(1, "13", -0.5), Token(2, "80", -0.25)];
        GeneratedToken[] given = [.. tokens.SelectMany(token => Give(screen, token))];

        string rest = screen.Complete("");
        given = [.. given, .. Rest(screen)];

        Assert.Equal(("", "1380"), (rest, string.Concat(given.Select(token => token.Text))));
        Assert.Equal(tokens, given);
    }

    [Fact]
    public void PersonalDataOfTheModel_IsMasked_AndItsTokensAreNotTold()
    {
        using AnswerScreen screen = Screen();

        GeneratedToken[] given = [.. new[] { Token(1, "电话"), Token(2, "138001"), Token(3, "38000"), Token(4, "。") }.SelectMany(token => Give(screen, token))];
        string rest = screen.Complete("");

        Assert.Equal("电话[PHONE_1]。", string.Concat(given.Select(token => token.Text)) + rest);
        Assert.All(given.Where(token => token.Text.Contains("PHONE", StringComparison.Ordinal)), token => Assert.True(token is { IsRewritten: true, LogProbs: null }));
        Assert.DoesNotContain(given, token => token is { IsRewritten: false, Token.Value: 2 or 3 });
    }

    [Fact]
    public void Token_OfTheUsersOwnValue_IsRevealedInTheAnswer_AndNotInItsRecord()
    {
        _vault.Mask("13800138000");
        using AnswerScreen screen = Screen(reveals: true);

        string shown = string.Concat(new[] { Token(1, "号码[PH"), Token(2, "ONE_1"), Token(3, "]可用") }.SelectMany(token => Give(screen, token)).Select(token => token.Text));
        shown += screen.Complete("");

        Assert.Equal(("号码13800138000可用", "号码[PHONE_1]可用"), (shown, screen.MaskedText));
    }

    [Fact]
    public void LongRunOfNumbers_DoesNotHoldTheAnswerForever()
    {
        using AnswerScreen screen = Screen();
        int given = 0;
        string text = "";
        for (int i = 0; i < 400; i++)
        {
            foreach (GeneratedToken token in Give(screen, Token(i, "7 ", -0.5)))
            {
                given++;
                text += token.Text;
            }
        }

        Assert.InRange(given, 1, 400);
        Assert.InRange(text.Length, 600, 800);
        Assert.Equal(800, (text + screen.Complete("") + string.Concat(Rest(screen).Select(token => token.Text))).Length);
    }

    private AnswerScreen Screen(bool reveals = false) => new(null, new MaskingStream(_vault), reveals ? new RevealingStream(_vault) : null);

    private static GeneratedToken Token(int id, string text, double? probability = null) =>
        new(new TokenId(id), text, probability is { } value ? new TokenLogProbs(new TokenLogProb(new TokenId(id), default, (float)value), []) : null);

    private static List<GeneratedToken> Give(AnswerScreen screen, GeneratedToken token) =>
        screen.Push(token) is { } same ? [same] : Rest(screen);

    private static List<GeneratedToken> Rest(AnswerScreen screen)
    {
        var tokens = new List<GeneratedToken>();
        while (screen.TryTake(out GeneratedToken token))
        {
            tokens.Add(token);
        }

        return tokens;
    }
}
