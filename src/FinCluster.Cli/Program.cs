using System.CommandLine;
using FinCluster.Cli.Commands;

ParseResult parsed = FinClusterCommand.Create().Parse(args);
int exitCode = await parsed.InvokeAsync(new InvocationConfiguration
{
    // A server handles signals itself: it drains, and that takes longer than a command may.
    ProcessTerminationTimeout = ServerArguments.AreOf(parsed.CommandResult.Command) ? null : TimeSpan.FromSeconds(10),
});
return parsed.Errors.Count > 0 ? ExitCodes.Usage : exitCode;
