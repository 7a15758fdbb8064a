using System.CommandLine;
using System.Globalization;
using FinCluster.Cli.Commands;
using FinCluster.Cli.Serving;
using FinCluster.Training.Corpora;
using FinCluster.Training.Optimization;
using FinCluster.Training.Runs;

namespace FinCluster.Cli.Training;

/// <summary><c>fincluster train</c>: makes a small model from a corpus.</summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        Option<string> preset = new("--preset")
        {
            Description = "The sizes of the model", HelpName = string.Join('|', TrainingPresets.Names), Required = true,
        };
        preset.AcceptOnlyFromAmong([.. TrainingPresets.Names]);
        Option<string?> from = new("--from") { Description = "The model to go on from, of the same sizes; default: from nothing", HelpName = "gguf" };
        Option<string?> vocabulary = new("--vocabulary")
        {
            Description = "The model whose vocabulary is taken; default: --from, else the model that comes with FinCluster", HelpName = "gguf",
        };
        Option<string[]> also = new("--also")
        {
            Description = "Folders of other corpora whose questions are learned too, without their style; default: none", HelpName = "folder",
            AllowMultipleArgumentsPerToken = true,
        };
        Option<double> alsoShare = new("--also-share")
        {
            Description = "How often a question is one of theirs", HelpName = "ratio", DefaultValueFactory = _ => 0.2,
        };
        Option<int?> steps = new("--steps") { Description = "Steps of the whole training; default: what --minutes allow, or what the checkpoint says", HelpName = "n" };
        Option<double> minutes = new("--minutes")
        {
            Description = "How long to train when --steps is not given", HelpName = "minutes", DefaultValueFactory = _ => 20,
        };
        Option<string?> checkpoint = new("--checkpoint") { Description = "The folder for a checkpoint every minute; default: none", HelpName = "folder" };
        Option<bool> resume = new("--resume") { Description = "Go on from the checkpoint, exactly as if there had been no interruption" };
        Option<string?> plot = new("--plot") { Description = "A picture of the losses to write, SVG; default: none", HelpName = "file" };
        Option<float> matrixRate = Rate("--matrix-rate", new OptimizerOptions().MatrixRate, "Highest learning rate of the layers' matrices");
        Option<float> vectorRate = Rate("--vector-rate", new OptimizerOptions().VectorRate, "Highest learning rate of everything else");
        var common = new TrainingArguments(tokensPerStep: 4096);
        var json = new JsonOption();
        var command = new Command("train", "Train a small model from a corpus, from nothing or from another model")
        {
            preset, from, vocabulary, also, alsoShare, steps, minutes, checkpoint, resume, plot, matrixRate, vectorRate,
        };
        command.Add(TrainGuardCommand.Create());
        common.AddTo(command);
        json.AddTo(command);
        command.SetBody(async (parsed, cancellationToken) =>
        {
            var options = new TrainingOptions
            {
                CorpusFolder = common.Corpus(parsed),
                Also = parsed.GetValue(also) is { Length: > 0 } folders
                    ? new AlsoCorpora(folders, InRange(parsed.GetValue(alsoShare), 0, 1, alsoShare.Name))
                    : null,
                HeldOutFolder = common.HeldOut(parsed),
                Preset = parsed.GetValue(preset)!,
                FromPath = parsed.GetValue(from),
                VocabularyPath = parsed.GetValue(vocabulary) ?? parsed.GetValue(from) ?? ModelArgument.Shipped.Path,
                OutputPath = common.Output(parsed),
                Steps = Positive(parsed.GetValue(steps), steps.Name),
                Duration = TimeSpan.FromMinutes(InRange(parsed.GetValue(minutes), 0.01, 10_000, minutes.Name)),
                TokensPerStep = common.TokensPerStep(parsed),
                Optimizer = new OptimizerOptions
                {
                    MatrixRate = (float)InRange(parsed.GetValue(matrixRate), 0, 1, matrixRate.Name),
                    VectorRate = (float)InRange(parsed.GetValue(vectorRate), 0, 1, vectorRate.Name),
                },
                Threads = common.Threads(parsed),
                Seed = common.Seed(parsed),
                CheckpointFolder = parsed.GetValue(checkpoint),
                Resume = parsed.GetValue(resume),
                PlotPath = parsed.GetValue(plot),
            };
            TrainingResult result = await TrainingConsole.RunAsync(
                parsed, progress => new ModelTrainer(options, TimeProvider.System).Run(progress, cancellationToken));
            await json.WriteAsync(parsed, result, CliJson.Wire.TrainingResult, Describe);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static string Describe(TrainingResult result) => string.Create(
        CultureInfo.InvariantCulture,
        $"{result.Path}: {result.Parameters:N0} parameters, {result.Steps} steps, loss {result.Loss:0.0000}; "
        + $"{result.Tokens:N0} tokens in {result.Elapsed:hh\\:mm\\:ss}");

    private static Option<float> Rate(string name, float value, string description) =>
        new(name) { Description = description, HelpName = "rate", DefaultValueFactory = _ => value };

    private static int? Positive(int? value, string option) =>
        value is null or > 0 ? value : throw new UsageException($"{option} must be at least 1, it is {value}");

    private static double InRange(double value, double low, double high, string option) => value >= low && value <= high
        ? value
        : throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"{option} must be between {low} and {high}, it is {value}"));
}
