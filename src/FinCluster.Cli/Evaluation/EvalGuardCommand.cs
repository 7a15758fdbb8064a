using System.CommandLine;
using System.Text;
using FinCluster.Cli.Commands;
using FinCluster.Core.Compliance.Guard.Cases;

namespace FinCluster.Cli.Evaluation;

/// <summary><c>fincluster eval guard</c>: what the guard makes of labelled cases, by its parts and by their combinations.</summary>
internal static class EvalGuardCommand
{
    public static Command Create()
    {
        Option<string[]> cases = new("--cases")
        {
            Description = "Labelled cases, as JSON lines", HelpName = "file", Required = true, AllowMultipleArgumentsPerToken = true,
        };
        Option<string> split = new("--split") { Description = "The cases that are judged", HelpName = "held-out|train|all", DefaultValueFactory = _ => "held-out" };
        split.AcceptOnlyFromAmong("held-out", "train", "all");
        Option<string?> output = new("--out") { Description = "Where the tables are written as well", HelpName = "file" };
        var command = new Command("guard", "Judge labelled cases by the guard's rules, its classifier and both") { cases, split, output };
        command.SetBody(async (parsed, cancellationToken) =>
        {
            string which = parsed.GetValue(split)!;
            GuardCase[] chosen =
            [
                .. parsed.GetValue(cases)!
                    .SelectMany(path => UserFiles.Read(
                        path, bytes => GuardCaseReader.Read(Encoding.UTF8.GetString(bytes).Split('\n'), Path.GetFileName(path))))
                    .Where(one => which == "all" || one.IsHeldOut == (which == "held-out")),
            ];
            if (chosen.Length == 0)
            {
                throw new UsageException($"there is no case of the split {which}");
            }

            string text = GuardTables.Of(chosen);
            if (parsed.GetValue(output) is { } file)
            {
                await File.WriteAllTextAsync(file, text + "\n", cancellationToken);
            }

            await parsed.InvocationConfiguration.Output.WriteLineAsync(text);
            return ExitCodes.Ok;
        });
        return command;
    }
}
