using System.CommandLine;
using FinCluster.Cli.Client;
using FinCluster.Cli.Evaluation;
using FinCluster.Contracts.V1;
using FinCluster.Core.Edge;
using FinCluster.Core.Edge.Learning;
using FinCluster.Core.Evaluation;
using FinCluster.Core.Evaluation.Sets;

namespace FinCluster.Cli.Commands;

/// <summary><c>fincluster edge probe</c>: how sure the edge model is at the beginning of answers that are known to be right or wrong.</summary>
internal static class EdgeProbeCommand
{
    private const int Alternatives = 5;
    private const int Concurrency = 4;

    public static Command Create()
    {
        Option<string> questions = new("--questions") { Description = "Questions with their references, as `eval` reads them", HelpName = "file", Required = true };
        Option<string> output = new("--out") { Description = "Where the probabilities are written, as JSON lines", HelpName = "file", Required = true };
        var client = ClientArguments.ForAnyServer();
        var generation = new QuestionArguments();
        var command = new Command("probe", "Record how sure a model is at the beginning of its answers, for `edge learn`") { questions, output };
        generation.AddTo(command);
        client.AddTo(command);
        command.SetBody(async (parsed, cancellationToken) =>
        {
            string path = parsed.GetValue(questions)!;
            QuestionSet set = UserFiles.Read(path, content => QuestionSet.Read(Path.GetFileName(path), content));
            await using ServerConnection server = await client.ConnectAsync(parsed, cancellationToken, keepsSessions: false);
            IReadOnlyList<TimedAnswer> answers = await new EvaluationRunner(server, Concurrency, TimeProvider.System).RunAsync(
                set.Questions,
                () =>
                {
                    ChatRequest request = generation.Request(parsed);
                    request.TopLogprobs = Alternatives;
                    return request;
                },
                [.. generation.System(parsed)],
                cancellationToken);
            ProbeSample[] samples = [.. set.Questions.Zip(answers, ToSample).OfType<ProbeSample>()];
            if (samples.Length == 0)
            {
                throw new IOException($"no question was answered: {answers[0].Answer.Error}");
            }

            await File.WriteAllLinesAsync(parsed.GetValue(output)!, samples.Select(sample => sample.ToJson()), cancellationToken);
            await parsed.InvocationConfiguration.Output.WriteLineAsync(
                $"{samples.Length} of {answers.Count} questions answered, {samples.Count(sample => sample.IsRight)} right");
            return ExitCodes.Ok;
        });
        return command;
    }

    private static ProbeSample? ToSample(EvaluationQuestion question, TimedAnswer answer)
    {
        TokenLogProbs[] tokens = [.. answer.LogProbs.Take(EdgeWeights.Shipped.Probe.MaxTokens)];
        return tokens.Length == 0 || answer.Answer.Error is not null
            ? null
            : new ProbeSample(
                question.Id,
                EvaluationOutcome.Of(question, answer.Answer).IsRight,
                [.. tokens.Select(token => Round(token.Drawn.LogProb))],
                [.. tokens.Select(token => (IReadOnlyList<float>)[.. token.Top.Select(top => Round(top.LogProb))])]);
    }

    private static float Round(float logProb) => MathF.Round(logProb, 4);
}
