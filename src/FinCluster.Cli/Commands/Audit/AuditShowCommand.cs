using System.CommandLine;
using System.Globalization;
using FinCluster.Audit.Reading;

namespace FinCluster.Cli.Commands.Audit;

/// <summary><c>fincluster audit show</c>: all that happened to one answer.</summary>
internal static class AuditShowCommand
{
    public static Command Create()
    {
        Argument<string> request = new("request") { Description = "The request's id" };
        var audit = new AuditArguments();
        Option<bool> secrets = new("--secrets") { Description = "Decrypt the masked texts with the master key" };
        var command = new Command("show", "Show all events of one request, with their details") { request, secrets };
        audit.AddTo(command);
        command.SetBody(async (parsed, _) =>
        {
            string id = parsed.GetValue(request)!;
            using AuditReader reader = AuditReader.Open(audit.Folder(parsed), parsed.GetValue(secrets) ? audit.Keys(parsed) : null);
            AuditRecord[] found = [.. reader.Query(new AuditFilter { Request = id }).OrderBy(record => record.Event.Time)];
            foreach (AuditRecord record in found)
            {
                await WriteAsync(parsed.InvocationConfiguration.Output, record);
            }

            if (found.Length == 0)
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync($"fincluster: the audit log has no request {id}");
            }

            return found.Length > 0 ? ExitCodes.Ok : ExitCodes.Error;
        });
        return command;
    }

    private static async Task WriteAsync(TextWriter output, AuditRecord record)
    {
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"{record.Event.Time:yyyy-MM-dd'T'HH:mm:ss.fff'Z'} {record.Event.Type} {record.Writer}:{record.Sequence} {Convert.ToHexStringLower(record.Hash)}"));
        await output.WriteLineAsync($"    {record.Event.Body}");
        if (record.Secret != SecretState.None)
        {
            await output.WriteLineAsync($"    {record.Event.Secret ?? record.Secret.ToString().ToLowerInvariant()}");
        }
    }
}
