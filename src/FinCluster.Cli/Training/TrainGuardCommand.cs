using System.CommandLine;
using System.Globalization;
using FinCluster.Cli.Commands;
using FinCluster.Training.Guard;

namespace FinCluster.Cli.Training;

/// <summary><c>fincluster train guard</c>: the weights of the guard's classifier, from labelled cases.</summary>
internal static class TrainGuardCommand
{
    public static Command Create()
    {
        Option<string> data = new("--data") { Description = "The folder with cases-*.jsonl and templates.txt", HelpName = "folder", Required = true };
        Option<string[]> prompts = new("--prompts")
        {
            Description = "Labelled prompts of the edge decision, to learn what is allowed", HelpName = "file", AllowMultipleArgumentsPerToken = true,
        };
        Option<string[]> corpora = new("--corpora")
        {
            Description = "Corpora, to learn what is allowed", HelpName = "folder", AllowMultipleArgumentsPerToken = true,
        };
        Option<string> output = new("--out") { Description = "Where the weights are written", HelpName = "file", Required = true };
        var command = new Command("guard", "Learn the weights of the guard's classifier from labelled cases") { data, prompts, corpora, output };
        command.SetBody(async (parsed, cancellationToken) =>
        {
            GuardLearning learning = GuardTrainer.Train(parsed.GetValue(data)!, parsed.GetValue(prompts) ?? [], parsed.GetValue(corpora) ?? []);
            byte[] bytes = learning.Weights.ToBytes();
            await File.WriteAllBytesAsync(parsed.GetValue(output)!, bytes, cancellationToken);
            await parsed.InvocationConfiguration.Output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{learning.Weights.Name}: {bytes.Length:N0} bytes, {learning.Examples:N0} examples; threshold {learning.Threshold:0.000}, "
                + $"by cross-validation recall {learning.Recall:P1}, over-refusal {learning.OverRefusal:P1}"));
            return ExitCodes.Ok;
        });
        return command;
    }
}
