using System.CommandLine;
using FinCluster.Audit.Copies;
using FinCluster.Cli.Serving;

namespace FinCluster.Cli.Commands.Audit;

/// <summary><c>fincluster audit copy</c>: brings a log that nobody writes to where a copy is kept, before its machine goes.</summary>
internal static class AuditCopyCommand
{
    public static Command Create()
    {
        var audit = new AuditArguments();
        var destination = new AuditCopyDestination();
        var command = new Command("copy", "Send what is missing in the copy of the audit log; a server with --audit-copy-to does so by itself");
        audit.AddTo(command);
        destination.AddTo(command);
        command.SetBody(async (parsed, cancellationToken) =>
        {
            string folder = audit.Folder(parsed);
            (Uri address, string key) = destination.Require(parsed);
            if (!Directory.Exists(folder))
            {
                throw new UsageException($"there is no audit log in {folder}");
            }

            using var copier = new AuditCopier(folder, own: null, new HttpAuditCopyTarget(address, key));
            await copier.CopyAsync(cancellationToken);
            await parsed.InvocationConfiguration.Output.WriteLineAsync($"{copier.CopiedBytes} bytes were missing in the copy; now it has all of the log that no process writes");
            return ExitCodes.Ok;
        });
        return command;
    }
}
