using System.CommandLine;
using FinCluster.Audit.Roots;

namespace FinCluster.Cli.Commands.Audit;

/// <summary><c>fincluster audit root</c>: signs the roots of days that are over, and prints roots for keeping elsewhere.</summary>
internal static class AuditRootCommand
{
    public static Command Create(TimeProvider time)
    {
        var audit = new AuditArguments();
        Option<bool> print = new("--print") { Description = "Print all roots, a line of JSON each, for keeping where nobody can change them" };
        var command = new Command("root", "Sign the roots of the days that are over") { print };
        audit.AddTo(command);
        command.SetBody(async (parsed, cancellationToken) =>
        {
            string folder = audit.Writing(parsed).Folder;
            TextWriter output = parsed.InvocationConfiguration.Output;
            IReadOnlyList<DayRoot> made = RootMaker.MakeMissing(folder, audit.Keys(parsed).ReadOrCreateSigningKey(), time.GetUtcNow(), cancellationToken);
            if (parsed.GetValue(print))
            {
                foreach (DayRoot root in RootMaker.Read(folder))
                {
                    await output.WriteLineAsync(RootFiles.ToLine(root));
                }

                return ExitCodes.Ok;
            }

            foreach (DayRoot root in made)
            {
                await output.WriteLineAsync(FormattableString.Invariant($"{root.Day:yyyy-MM-dd} {root.Root} {root.Count} records"));
            }

            return ExitCodes.Ok;
        });
        return command;
    }
}
