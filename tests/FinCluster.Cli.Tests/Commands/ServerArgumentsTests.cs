using System.CommandLine;
using FinCluster.Cli.Commands;

namespace FinCluster.Cli.Tests.Commands;

public sealed class ServerArgumentsTests
{
    // A command that is none is ended by force ten seconds after SIGTERM, whatever its drain timeout says.
    [Theory]
    [InlineData("serve", true)]
    [InlineData("gateway", true)]
    [InlineData("node", true)]
    [InlineData("status", false)]
    [InlineData("ask", false)]
    public void AreOf_Command_SaysWhetherItDrains(string name, bool drains)
    {
        Command command = FinClusterCommand.Create().Subcommands.Single(command => command.Name == name);

        Assert.Equal(drains, ServerArguments.AreOf(command));
    }
}
