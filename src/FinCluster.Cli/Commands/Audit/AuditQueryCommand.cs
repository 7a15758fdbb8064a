using System.CommandLine;
using System.Globalization;
using FinCluster.Audit.Reading;

namespace FinCluster.Cli.Commands.Audit;

/// <summary><c>fincluster audit query</c>: which events there are.</summary>
internal static class AuditQueryCommand
{
    private const string LimitName = "--limit";

    public static Command Create()
    {
        var audit = new AuditArguments();
        var filter = new FilterArguments();
        Option<int> limit = new(LimitName) { Description = "The most events, from 1", HelpName = "n", DefaultValueFactory = _ => 1000 };
        var command = new Command("query", "List events, by writer and in the order of its chain") { limit };
        audit.AddTo(command);
        filter.AddTo(command);
        command.SetBody(async (parsed, cancellationToken) =>
        {
            int most = parsed.GetValue(limit);
            if (most < 1)
            {
                throw new UsageException($"{LimitName} must be at least 1, it is {most}");
            }

            using AuditReader reader = AuditReader.Open(audit.Folder(parsed), keys: null);
            AuditRecord[] found = [.. reader.Query(filter.Read(parsed)).Take(most + 1)];
            await parsed.InvocationConfiguration.Output.WriteLineAsync(ToTable(found.Take(most)).AsMemory(), cancellationToken);
            if (found.Length > most)
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync($"there are more than {most}; {LimitName} shows more");
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    private static string ToTable(IEnumerable<AuditRecord> records)
    {
        var table = new TextTable("TIME", "TYPE", "TENANT", "REQUEST", "SUBJECT", "SECRET", "RECORD");
        foreach (AuditRecord record in records)
        {
            table.Add(
                record.Event.Time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture), record.Event.Type, record.Event.Tenant ?? "-",
                record.Event.Request ?? "-", record.Event.Subject ?? "-", record.Secret == SecretState.None ? "-" : "sealed",
                string.Create(CultureInfo.InvariantCulture, $"{record.Writer}:{record.Sequence}"));
        }

        return table.ToString();
    }
}
