using System.CommandLine;
using System.Globalization;
using FinCluster.Audit.Reading;
using FinCluster.Audit.Retention;
using Microsoft.Extensions.Logging.Abstractions;

namespace FinCluster.Cli.Commands.Audit;

/// <summary><c>fincluster audit hold</c>: records that are kept although their time is over.</summary>
internal static class AuditHoldCommand
{
    public static Command Create(TimeProvider time) => new("hold", "Keep records beyond their time: legal holds") { Place(time), List(), Lift(time) };

    private static Command Place(TimeProvider time)
    {
        Argument<string> id = new("id") { Description = "A name for the hold" };
        Option<string> reason = new("--reason") { Description = "Why, for the record", HelpName = "text", Required = true };
        var audit = new AuditArguments();
        var filter = new FilterArguments();
        var command = new Command("place", "Hold the records of a tenant, a subject, a request or a time") { id, reason };
        audit.AddTo(command);
        filter.AddTo(command, withSessionAndType: false);
        command.SetBody(async (parsed, cancellationToken) =>
        {
            AuditFilter held = filter.Read(parsed);
            await using AuditKeeper keeper = await AuditKeeper.OpenAsync(audit.Writing(parsed), Environment.UserName, time, NullLogger.Instance);
            try
            {
                await keeper.HoldAsync(
                    new LegalHold
                    {
                        Id = parsed.GetValue(id)!,
                        Reason = parsed.GetValue(reason)!,
                        PlacedAt = time.GetUtcNow(),
                        Tenant = held.Tenant,
                        Subject = held.Subject,
                        Request = held.Request,
                        From = held.From,
                        To = held.To,
                    },
                    cancellationToken);
            }
            catch (ArgumentException e)
            {
                throw new UsageException(e.Message);
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command List()
    {
        var audit = new AuditArguments();
        var command = new Command("list", "List the holds");
        audit.AddTo(command);
        command.SetBody(async (parsed, _) =>
        {
            var table = new TextTable("ID", "PLACED", "TENANT", "SUBJECT", "REQUEST", "FROM", "TO", "REASON");
            foreach (LegalHold hold in AuditKeeper.ReadHolds(audit.Folder(parsed)))
            {
                table.Add(hold.Id, Time(hold.PlacedAt), hold.Tenant ?? "-", hold.Subject ?? "-", hold.Request ?? "-", Time(hold.From), Time(hold.To), hold.Reason);
            }

            await parsed.InvocationConfiguration.Output.WriteLineAsync(table.ToString());
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command Lift(TimeProvider time)
    {
        Argument<string> id = new("id") { Description = "The name of the hold" };
        var audit = new AuditArguments();
        var command = new Command("lift", "Lift a hold") { id };
        audit.AddTo(command);
        command.SetBody(async (parsed, cancellationToken) =>
        {
            await using AuditKeeper keeper = await AuditKeeper.OpenAsync(audit.Writing(parsed), Environment.UserName, time, NullLogger.Instance);
            return await keeper.ReleaseAsync(parsed.GetValue(id)!, cancellationToken) ? ExitCodes.Ok : throw new UsageException($"there is no hold {parsed.GetValue(id)}");
        });
        return command;
    }

    private static string Time(DateTimeOffset? time) => time?.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "-";
}
