using System.CommandLine;
using FinCluster.Cli.Commands;

ParseResult parsed = FinClusterCommand.Create().Parse(args);
bool isServer = parsed.CommandResult.Command.Name is "serve" or "node";
int exitCode = await parsed.InvokeAsync(new InvocationConfiguration
{
    // A server handles signals itself: it drains, and that takes longer than a command may.
    ProcessTerminationTimeout = isServer ? null : TimeSpan.FromSeconds(10),
});
return parsed.Errors.Count > 0 ? ExitCodes.Usage : exitCode;
