using System.CommandLine;
using System.Globalization;
using FinCluster.Cli.Evaluation;
using FinCluster.Core.Edge;
using FinCluster.Core.Engine;
using FinCluster.Core.Fleet;

namespace FinCluster.Cli.Commands;

/// <summary><c>fincluster edge explain</c>: the decision on one question, with its reasons.</summary>
internal static class EdgeExplainCommand
{
    public static Command Create()
    {
        Argument<string> question = new("question") { Description = "The question; '-' reads it from standard input" };
        Option<string?> weights = new("--weights") { Description = "A file of weights; default those of the program", HelpName = "file" };
        var json = new JsonOption();
        var command = new Command("explain", "Say whether the edge would answer a question, and why") { question, weights };
        json.AddTo(command);
        command.SetBody(async (parsed, cancellationToken) =>
        {
            string text = parsed.GetValue(question)!;
            text = text == "-" ? await Console.In.ReadToEndAsync(cancellationToken) : text;
            EdgeWeights learned = parsed.GetValue(weights) is { } path ? UserFiles.Read(path, bytes => EdgeWeights.Parse(bytes)) : EdgeWeights.Shipped;
            EdgeDecision decision = new EdgeDecider(learned, EdgeGlossary.Shipped)
                .Decide(new EdgeRequest { Messages = [new ChatMessage(ChatRole.User, text)] });
            await json.WriteAsync(parsed, ToReport(decision), CliJson.Wire.EdgeDecisionReport, ToText);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static EdgeDecisionReport ToReport(EdgeDecision decision) => new(
        decision.Tier == NodeTier.Edge ? "edge" : "central",
        Math.Round(decision.Probability, 4),
        decision.Threshold,
        decision.Line.ToString().ToLowerInvariant(),
        [.. decision.Reasons.Select(reason => new EdgeReasonReport(reason.Signal, Math.Round(reason.Value, 4), Math.Round(reason.Pull, 4)))]);

    private static string ToText(EdgeDecisionReport decision)
    {
        string head = string.Create(
            CultureInfo.InvariantCulture,
            $"{decision.Tier}: probability of the edge {decision.Probability:0.000}, threshold {decision.Threshold:0.000}, line {decision.Line}");
        if (decision.Reasons.Count == 0)
        {
            return head + "\nno signal speaks for it; the weights' bias decides";
        }

        var table = new TextTable("REASON", "VALUE", "PULL");
        foreach (EdgeReasonReport reason in decision.Reasons)
        {
            table.Add(
                reason.Signal, reason.Value.ToString("0.00", CultureInfo.InvariantCulture), reason.Pull.ToString("+0.00;-0.00", CultureInfo.InvariantCulture));
        }

        return head + "\n" + table;
    }
}
