using System.CommandLine;
using System.Globalization;
using FinCluster.Audit.Retention;
using Microsoft.Extensions.Logging.Abstractions;

namespace FinCluster.Cli.Commands.Audit;

/// <summary><c>fincluster audit prune</c>: deletes segments whose time is over.</summary>
internal static class AuditPruneCommand
{
    public static Command Create(TimeProvider time)
    {
        var audit = new AuditArguments();
        Option<string?> classes = new("--classes") { Description = "File of retention classes, as {\"interaction\":{\"days\":1830}}; those it does not name stay", HelpName = "file" };
        Option<bool> dryRun = new("--dry-run") { Description = "Say what would go, and delete nothing" };
        var command = new Command("prune", "Delete segments in which the time of every event is over and that no hold touches") { classes, dryRun };
        audit.AddTo(command);
        command.SetBody(async (parsed, cancellationToken) =>
        {
            RetentionClasses kept = parsed.GetValue(classes) is { } file ? RetentionClasses.Read(file) : RetentionClasses.Default;
            await using AuditKeeper keeper = await AuditKeeper.OpenAsync(audit.Writing(parsed), Environment.UserName, time, NullLogger.Instance);
            foreach (PrunedSegment segment in await keeper.PruneAsync(kept, parsed.GetValue(dryRun), cancellationToken))
            {
                await parsed.InvocationConfiguration.Output.WriteLineAsync(string.Create(
                    CultureInfo.InvariantCulture, $"{segment.Writer}/{segment.Segment:D8}.seg, {segment.Bytes} bytes, records to {segment.Last}"));
            }

            return ExitCodes.Ok;
        });
        return command;
    }
}
