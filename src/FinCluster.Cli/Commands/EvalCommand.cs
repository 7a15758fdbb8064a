using System.CommandLine;
using FinCluster.Cli.Client;
using FinCluster.Cli.Evaluation;
using FinCluster.Core.Evaluation;
using FinCluster.Core.Evaluation.Sets;

namespace FinCluster.Cli.Commands;

/// <summary><c>fincluster eval</c>: asks a model the questions of a file, and scores the answers.</summary>
internal static class EvalCommand
{
    private const int MaxConcurrency = 64;

    public static Command Create()
    {
        Option<string> questions = new("--questions") { Description = "The questions and what right answers are", HelpName = "file", Required = true };
        Option<string> format = new("--format")
        {
            Description = "The file's form; auto goes by its content",
            HelpName = string.Join('|', QuestionSet.Formats),
            DefaultValueFactory = _ => "auto",
        };
        format.AcceptOnlyFromAmong([.. QuestionSet.Formats]);
        Option<string?> compare = new("--compare") { Description = "A second model that is asked the same, to compare with", HelpName = "name" };
        Option<string?> output = new("--out") { Description = "Where the report is written, as JSON", HelpName = "file" };
        Option<int> concurrency = new("--concurrency") { Description = "Questions that are asked together", HelpName = "n", DefaultValueFactory = _ => 4 };
        Option<decimal?> change = new("--parameter-change")
        {
            Description = "How much of the base's parameters the model's adapters change, for the report",
            HelpName = "0-1",
        };
        var client = ClientArguments.ForAnyServer();
        var generation = new QuestionArguments();
        var command = new Command("eval", "Ask a model the questions of a file and score its answers; starts a server when none runs")
        {
            questions, format, compare, output, concurrency, change,
        };
        command.Add(EvalGuardCommand.Create());
        generation.AddTo(command);
        client.AddTo(command);
        command.SetBody(async (parsed, cancellationToken) =>
        {
            string path = parsed.GetValue(questions)!;
            if (parsed.GetValue(concurrency) is < 1 or > MaxConcurrency)
            {
                throw new UsageException($"--concurrency must be 1 to {MaxConcurrency}");
            }

            if (parsed.GetValue(change) is < 0 or > 1)
            {
                throw new UsageException("--parameter-change must be 0 to 1");
            }

            QuestionSet set = UserFiles.Read(path, content => QuestionSet.Read(Path.GetFileName(path), content, parsed.GetValue(format)!));
            await using ServerConnection server = await client.ConnectAsync(parsed, cancellationToken, keepsSessions: false);
            var runner = new EvaluationRunner(server, parsed.GetValue(concurrency), TimeProvider.System);
            IReadOnlyList<EvaluationOutcome> first = await AskAsync(null);
            IReadOnlyList<EvaluationOutcome>? second = parsed.GetValue(compare) is { } other ? await AskAsync(other) : null;
            EvaluationReport report = Report(
                set, generation.Model(parsed) is { Length: > 0 } model ? model : "default", first, parsed.GetValue(compare), second, parsed.GetValue(change));
            if (parsed.GetValue(output) is { } file)
            {
                await File.WriteAllTextAsync(file, report.ToJson(), cancellationToken);
            }

            await parsed.InvocationConfiguration.Output.WriteLineAsync(EvaluationTable.Of(report));
            return ExitCodes.Ok;

            async Task<IReadOnlyList<EvaluationOutcome>> AskAsync(string? model)
            {
                IReadOnlyList<TimedAnswer> answers = await runner.RunAsync(
                    set.Questions,
                    () =>
                    {
                        Contracts.V1.ChatRequest request = generation.Request(parsed);
                        request.Model = model ?? request.Model;
                        return request;
                    },
                    [.. generation.System(parsed)],
                    cancellationToken);
                if (answers.All(answer => answer.Answer.Error is not null))
                {
                    // Nothing was measured, so there is nothing to report: a wrong model name, a server that refuses.
                    throw new IOException($"no question was answered: {answers[0].Answer.Error}");
                }

                return [.. answers.Select((answer, i) => EvaluationOutcome.Of(set.Questions[i], answer.Answer))];
            }
        });
        return command;
    }

    private static EvaluationReport Report(
        QuestionSet set, string model, IReadOnlyList<EvaluationOutcome> first, string? other, IReadOnlyList<EvaluationOutcome>? second, decimal? change)
    {
        EvaluationRun run = EvaluationRun.Of(model, first);
        return new EvaluationReport(
            new EvaluationGates(
                run.Summary.Accuracy, run.Summary.RegulatoryAccuracy, run.Summary.RiskSensitivity, run.Summary.LatencyMs?.P99Total, change,
                set.Name, set.Hash.Value, TimeProvider.System.GetUtcNow()),
            run,
            second is null ? null : EvaluationRun.Of(other!, second),
            second is null ? null : RunComparison.Of(first, second));
    }
}
