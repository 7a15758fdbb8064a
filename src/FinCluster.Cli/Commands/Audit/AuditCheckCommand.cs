using System.CommandLine;
using System.Globalization;
using FinCluster.Audit.Export;
using FinCluster.Audit.Keys;
using FinCluster.Audit.Roots;

namespace FinCluster.Cli.Commands.Audit;

/// <summary><c>fincluster audit check</c>: whether exported lines say what the log recorded, without the log.</summary>
internal static class AuditCheckCommand
{
    public static Command Create()
    {
        Argument<string> export = new("file") { Description = "What `audit export` wrote" };
        Option<string> anchor = AuditVerifyCommand.Anchor(required: true);
        var audit = new AuditArguments();
        var command = new Command("check", "Check exported events against roots, without the log") { export, anchor };
        audit.AddTo(command, withPublicKeys: true);
        command.SetBody(async (parsed, cancellationToken) =>
        {
            IReadOnlyList<DayRoot> roots = RootFiles.ReadAnchors(parsed.GetValue(anchor)!);
            IReadOnlyList<VerificationKey> keys = audit.PublicKeys(parsed);
            int number = 0;
            int wrong = 0;
            await foreach (string line in File.ReadLinesAsync(parsed.GetValue(export)!, cancellationToken))
            {
                number++;
                if (ExportCheck.Find(line, roots, keys) is { } problem)
                {
                    wrong++;
                    await parsed.InvocationConfiguration.Output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"line {number}: {problem}"));
                }
            }

            await parsed.InvocationConfiguration.Output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{number - wrong} of {number} events are as they were recorded"));
            return wrong == 0 && number > 0 ? ExitCodes.Ok : ExitCodes.Error;
        });
        return command;
    }
}
