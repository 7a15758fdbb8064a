using System.CommandLine;
using FinCluster.Audit.Export;
using FinCluster.Audit.Reading;

namespace FinCluster.Cli.Commands.Audit;

/// <summary><c>fincluster audit export</c>: events as lines of JSON, with their proofs.</summary>
internal static class AuditExportCommand
{
    public static Command Create()
    {
        var audit = new AuditArguments();
        var filter = new FilterArguments();
        Option<bool> secrets = new("--secrets") { Description = "Decrypt the masked texts with the master key" };
        var command = new Command("export", "Write events as lines of JSON, each with its hash and the proof that it is under the root of its day") { secrets };
        audit.AddTo(command, withPublicKeys: true);
        filter.AddTo(command);
        command.SetBody(async (parsed, cancellationToken) =>
        {
            var exporter = new AuditExporter(audit.Folder(parsed), audit.PublicKeys(parsed));
            using AuditReader reader = AuditReader.Open(audit.Folder(parsed), parsed.GetValue(secrets) ? audit.Keys(parsed) : null);
            foreach (AuditRecord record in reader.Query(filter.Read(parsed)))
            {
                await parsed.InvocationConfiguration.Output.WriteLineAsync(exporter.ToLine(record).AsMemory(), cancellationToken);
            }

            return ExitCodes.Ok;
        });
        return command;
    }
}
