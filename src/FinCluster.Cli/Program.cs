using System.CommandLine;
using FinCluster.Cli.Commands;
using FinCluster.Cli.Native;

var root = new RootCommand("FinCluster serves LLaMA-family models to brokerage applications.")
{
    ServeCommand.Create(),
    NodeCommand.Create(),
    AskCommand.Create(),
    ChatCommand.Create(),
    StatusCommand.Create(),
    ModelsCommand.Create(),
    SessionsCommand.Create(),
    NativeCommand.Create(),
};
ParseResult parsed = root.Parse(args);
bool isServer = parsed.CommandResult.Command.Name is "serve" or "node";
int exitCode = await parsed.InvokeAsync(new InvocationConfiguration
{
    // A server handles signals itself: it drains, and that takes longer than a command may.
    ProcessTerminationTimeout = isServer ? null : TimeSpan.FromSeconds(10),
});
return parsed.Errors.Count > 0 ? ExitCodes.Usage : exitCode;
