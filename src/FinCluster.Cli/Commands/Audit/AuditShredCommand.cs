using System.CommandLine;
using FinCluster.Audit.Retention;
using Microsoft.Extensions.Logging.Abstractions;

namespace FinCluster.Cli.Commands.Audit;

/// <summary><c>fincluster audit shred</c>: destroys a subject's key.</summary>
internal static class AuditShredCommand
{
    public static Command Create(TimeProvider time)
    {
        Argument<string> subject = new("subject") { Description = "The data subject, as the log names him" };
        var audit = new AuditArguments();
        var command = new Command("shred", "Destroy a subject's key, so that nobody can read his texts any more; the chain stays") { subject };
        audit.AddTo(command);
        command.SetBody(async (parsed, cancellationToken) =>
        {
            await using AuditKeeper keeper = await AuditKeeper.OpenAsync(audit.Writing(parsed), Environment.UserName, time, NullLogger.Instance);
            try
            {
                bool had = await keeper.ShredAsync(parsed.GetValue(subject)!, cancellationToken);
                await parsed.InvocationConfiguration.Output.WriteLineAsync(had ? "the key is destroyed" : "there was no key");
                return ExitCodes.Ok;
            }
            catch (ArgumentException e)
            {
                throw new UsageException(e.Message);
            }
        });
        return command;
    }
}
