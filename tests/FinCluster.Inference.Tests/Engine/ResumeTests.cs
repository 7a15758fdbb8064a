using FinCluster.Core.Engine;
using FinCluster.Core.Errors;
using FinCluster.Testing;

namespace FinCluster.Inference.Tests.Engine;

public sealed class ResumeTests(StarterEngine starter) : IClassFixture<StarterEngine>
{
    public static TheoryData<string, GenerationRequest> Requests => new()
    {
        { "greedy", Answers.Question("什么是可转债？") },
        {
            "drawn, with penalties",
            Answers.Question("讲讲基金") with
            {
                Sampling = new SamplingOptions
                {
                    Temperature = 1.5, TopK = 40, TopP = 0.95, RepetitionPenalty = 1.3, FrequencyPenalty = 0.5, PresencePenalty = 0.5, Seed = 11,
                },
                Stop = new StopConditions { MaxTokens = 40, IgnoreEndOfSequence = true },
            }
        },
        {
            "with a stop string that begins and is none",
            Answers.Question("什么是可转债？") with { Stop = new StopConditions { StopStrings = ["股票的债权", "固定利息"] } }
        },
        {
            "under a grammar",
            Answers.Question("给出一个订单") with
            {
                Constraint = new JsonSchemaConstraint(
                    """{"type":"object","properties":{"代码":{"type":"string","maxLength":6},"数量":{"type":"integer","minimum":1,"maximum":500}},"required":["代码","数量"],"additionalProperties":false}"""),
                Sampling = new SamplingOptions { Temperature = 1, Seed = 3 },
            }
        },
        { "byte by byte", Answers.Question("说") with { Constraint = new GrammarConstraint("root ::= \"涨📈跌📉\"") } },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task GenerateAsync_ResumedAnywhere_GivesTheRestAndNothingTwice(string kind, GenerationRequest request)
    {
        var tokens = new List<GeneratedToken>();
        GenerationFinished? end = null;
        await foreach (GenerationEvent step in starter.Engine.GenerateAsync(request, TestTimeouts.Token))
        {
            if (step is GeneratedToken token)
            {
                tokens.Add(token);
            }

            end = step as GenerationFinished ?? end;
        }

        for (int cut = 0; cut <= tokens.Count; cut++)
        {
            Answer rest = await starter.Engine.AnswerAsync(
                request with { ResumeFrom = [.. tokens.Take(cut).Select(token => token.Token)] }, TestTimeouts.Token);

            string expected = string.Concat(tokens.Skip(cut).Select(token => token.Text)) + end!.Text;
            Assert.True(expected == rest.Text, $"{kind}, resumed at {cut}: '{rest.Text}' instead of '{expected}'");
            Assert.Equal(tokens.Skip(cut).Select(token => token.Token), rest.Tokens);
            Assert.Equal(end.Reason, rest.Reason);
        }
    }

    [Fact]
    public async Task GenerateAsync_ResumedWithWhatTheGrammarForbids_IsRefused()
    {
        GenerationRequest request = Answers.Question("是或否") with
        {
            Constraint = new GrammarConstraint("root ::= \"是\" | \"否\""),
            ResumeFrom = [new TokenId(300), new TokenId(301), new TokenId(302)],
        };

        RequestException error = await Assert.ThrowsAsync<RequestException>(
            () => starter.Engine.AnswerAsync(request, TestTimeouts.Token));

        Assert.Equal((ErrorCode.InvalidRequest, "resume_from"), (error.Code, error.Parameter));
    }
}
