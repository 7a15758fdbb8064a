using System.CommandLine;
using System.Globalization;
using FinCluster.Cli.Commands;
using FinCluster.Inference.Models;
using FinCluster.Training.Adapters;

namespace FinCluster.Cli.Training;

/// <summary><c>fincluster adapter</c>: LoRA adapters for lines of business.</summary>
internal static class AdapterCommand
{
    private const int MaxRank = 256;

    public static Command Create() => new("adapter", "Make LoRA adapters for lines of business") { Make() };

    private static Command Make()
    {
        var defaults = new AdapterOptions { BasePath = "", CorpusFolder = "", OutputPath = "" };
        Option<string> model = new("--base") { Description = "The model that the adapter is for", HelpName = "gguf", Required = true };
        Option<int> rank = new("--rank") { Description = "The rank of the changes", HelpName = "n", DefaultValueFactory = _ => defaults.Rank };
        Option<float> alpha = new("--alpha")
        {
            Description = "The scale of the changes times the rank", HelpName = "number", DefaultValueFactory = _ => defaults.Alpha,
        };
        Option<string> targets = new("--targets")
        {
            Description = "Which matrices of each layer are changed", HelpName = "name,...",
            DefaultValueFactory = _ => string.Join(',', AdapterOptions.AllTargets),
        };
        Option<int> steps = new("--steps") { Description = "Steps of the training", HelpName = "n", DefaultValueFactory = _ => defaults.Steps };
        Option<float> rate = new("--rate") { Description = "Highest learning rate", HelpName = "rate", DefaultValueFactory = _ => defaults.Rate };
        Option<double> change = new("--max-change")
        {
            Description = "The longest change over the length of all parameters; a longer one is shortened", HelpName = "ratio",
            DefaultValueFactory = _ => defaults.MaxChange,
        };
        var common = new TrainingArguments(defaults.TokensPerStep);
        var json = new JsonOption();
        var command = new Command("make", "Train a LoRA adapter of a model from a corpus; the model stays as it is")
        {
            model, rank, alpha, targets, steps, rate, change,
        };
        common.AddTo(command);
        json.AddTo(command);
        command.SetBody(async (parsed, cancellationToken) =>
        {
            AdapterOptions options = defaults with
            {
                BasePath = parsed.GetValue(model)!,
                CorpusFolder = common.Corpus(parsed),
                HeldOutFolder = common.HeldOut(parsed),
                OutputPath = common.Output(parsed),
                Rank = InRange(parsed.GetValue(rank), 1, MaxRank, rank.Name),
                Alpha = InRange(parsed.GetValue(alpha), 0.001f, 10_000f, alpha.Name),
                Targets = [.. parsed.GetValue(targets)!.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)],
                Steps = InRange(parsed.GetValue(steps), 1, 1_000_000, steps.Name),
                Rate = InRange(parsed.GetValue(rate), 1e-7f, 1f, rate.Name),
                MaxChange = InRange(parsed.GetValue(change), 1e-6, 1d, change.Name),
                TokensPerStep = common.TokensPerStep(parsed),
                Threads = common.Threads(parsed),
                Seed = common.Seed(parsed),
            };
            string hash = await ModelFile.ComputeHashAsync(options.BasePath, progress: null, cancellationToken);
            AdapterResult result = await TrainingConsole.RunAsync(
                parsed, progress => new AdapterTrainer(options, TimeProvider.System).Run(hash, progress, cancellationToken));
            await json.WriteAsync(parsed, result, CliJson.Wire.AdapterResult, Describe);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static string Describe(AdapterResult result) => string.Create(
        CultureInfo.InvariantCulture,
        $"{result.Path}: {result.Bytes:N0} bytes, {result.Steps} steps, loss {result.Loss:0.0000} in {result.Elapsed:hh\\:mm\\:ss}\n"
        + $"parameter change {result.Change.OfModel:0.00%} of the model, {result.Change.OfTargets:0.00%} of the matrices that it changes");

    private static T InRange<T>(T value, T low, T high, string option)
        where T : IComparable<T> => value.CompareTo(low) >= 0 && value.CompareTo(high) <= 0
        ? value
        : throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"{option} must be between {low} and {high}, it is {value}"));
}
