using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FinCluster.Cli.Evaluation;
using FinCluster.Core.Edge;
using FinCluster.Core.Edge.Learning;

namespace FinCluster.Cli.Commands;

/// <summary><c>fincluster edge learn</c>: the weights of the decision, from labelled prompts.</summary>
internal static class EdgeLearnCommand
{
    public static Command Create()
    {
        Option<string[]> prompts = new("--prompts")
        {
            Description = "Labelled prompts, as JSON lines; in the order in which the weights name them",
            HelpName = "file",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
        };
        Option<string[]> probes = new("--probes")
        {
            Description = "What `edge probe` wrote, to choose the probe's limits by; default: the limits of the program's weights",
            HelpName = "file",
            AllowMultipleArgumentsPerToken = true,
        };
        Option<string> output = new("--out") { Description = "Where the weights are written", HelpName = "file", Required = true };
        var command = new Command("learn", "Learn the weights of the decision from labelled prompts") { prompts, probes, output };
        command.SetBody(async (parsed, cancellationToken) =>
        {
            (LabelledPrompt[] all, string hash) = ReadPrompts(parsed.GetValue(prompts)!);
            ProbeSample[] samples =
            [
                .. (parsed.GetValue(probes) ?? []).SelectMany(path =>
                    UserFiles.Read(path, bytes => ProbeSample.Read(Lines(bytes), Path.GetFileName(path)))),
            ];
            ProbeThresholds shipped = EdgeWeights.Shipped.Probe;
            EdgeWeights weights = UserFiles.Parse(
                () => EdgeLearner.Learn(
                    all,
                    EdgeGlossary.Shipped,
                    samples.Length == 0 ? shipped : ProbeLearner.Learn(samples, shipped.MaxTokens, shipped.MaxMilliseconds),
                    hash),
                "--prompts");
            await File.WriteAllTextAsync(parsed.GetValue(output)!, weights.ToJson(), cancellationToken);
            await parsed.InvocationConfiguration.Output.WriteLineAsync(Describe(weights, all, samples));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static (LabelledPrompt[] Prompts, string Hash) ReadPrompts(string[] paths)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var all = new List<LabelledPrompt>();
        foreach (string path in paths)
        {
            all.AddRange(UserFiles.Read(path, bytes =>
            {
                hash.AppendData(bytes);
                return LabelledPromptReader.Read(Lines(bytes), Path.GetFileName(path));
            }));
        }

        return ([.. all], Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private static string[] Lines(byte[] bytes) => Encoding.UTF8.GetString(bytes).TrimEnd('\n').Split('\n');

    private static string Describe(EdgeWeights weights, LabelledPrompt[] prompts, ProbeSample[] samples)
    {
        var decider = new EdgeDecider(weights, EdgeGlossary.Shipped);
        EdgeMetrics train = EdgeMetrics.Of(decider, prompts.Where(prompt => !PromptSplit.IsHeldOut(prompt)));
        EdgeMetrics heldOut = EdgeMetrics.Of(decider, prompts.Where(PromptSplit.IsHeldOut));
        var figures = new TextTable("", "TRAIN", "HELD OUT");
        Add("prompts", metrics => metrics.Count.ToString(CultureInfo.InvariantCulture));
        Add("accuracy", metrics => Percent(metrics.Accuracy));
        Add("edge kept at the edge", metrics => Percent(metrics.Kept));
        Add("of these, about finance", metrics => Percent(metrics.KeptFinance));
        Add("edge, answered at the edge", metrics => metrics.EdgeAtEdge.ToString(CultureInfo.InvariantCulture));
        Add("edge, fell through", metrics => metrics.EdgeAtCentral.ToString(CultureInfo.InvariantCulture));
        Add("central, answered at the edge", metrics => metrics.CentralAtEdge.ToString(CultureInfo.InvariantCulture));
        Add("central, fell through", metrics => metrics.CentralAtCentral.ToString(CultureInfo.InvariantCulture));
        Add("refused anyway, at the edge", metrics => metrics.RefuseAtEdge.ToString(CultureInfo.InvariantCulture));
        Add("refused anyway, fell through", metrics => metrics.RefuseAtCentral.ToString(CultureInfo.InvariantCulture));
        var calibration = new TextTable("PROBABILITY", "PROMPTS", "STATED", "OBSERVED");
        foreach (CalibrationBin bin in heldOut.Calibration.Where(bin => bin.Count > 0))
        {
            calibration.Add(
                string.Create(CultureInfo.InvariantCulture, $"{bin.From:0.0}-{bin.From + 0.1:0.0}"),
                bin.Count.ToString(CultureInfo.InvariantCulture),
                bin.Stated.ToString("0.00", CultureInfo.InvariantCulture),
                bin.Observed.ToString("0.00", CultureInfo.InvariantCulture));
        }

        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"threshold {weights.Threshold:0.0000}\n\n{figures}\n\ncalibration, held out\n{calibration}\n\nwrong in train: {string.Join(' ', train.Wrong)}");
        return samples.Length == 0 ? text : text + "\n\n" + DescribeProbe(weights.Probe, samples);

        void Add(string name, Func<EdgeMetrics, string> figure) => figures.Add(name, figure(train), figure(heldOut));
    }

    private static string DescribeProbe(ProbeThresholds probe, ProbeSample[] samples)
    {
        (int rightKept, int rightLost, int wrongKept, int wrongStopped) = ProbeLearner.Count(probe, samples);
        return $"probe, on what it was chosen by: right answers kept {rightKept}, given up {rightLost}; wrong answers stopped {wrongStopped}, kept {wrongKept}";
    }

    private static string Percent(double share) => share.ToString("P1", CultureInfo.InvariantCulture);
}
