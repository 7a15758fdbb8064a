using System.CommandLine;
using FinCluster.Cli.Commands;
using FinCluster.Gateway.Hosting;

namespace FinCluster.Cli.Serving;

/// <summary>The options of a process that serves clients.</summary>
internal sealed class GatewayArguments
{
    private readonly Option<string> _http = ServerArguments.Listen("--http", "the OpenAI API", "127.0.0.1:8080");

    private readonly Option<bool> _anonymous = new("--allow-anonymous")
    {
        Description = "Serve callers of other machines although no tenant is defined",
    };

    private readonly RoutingArgument _routing = new();

    private readonly AdminKeyArgument _adminKey = AdminKeyArgument.ForServers();

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_http);
        command.Add(_anonymous);
        _routing.AddTo(command);
        _adminKey.AddTo(command);
    }

    /// <summary>Reads how the gateway serves.</summary>
    /// <exception cref="UsageException">An option is out of range.</exception>
    public GatewayOptions Read(ParseResult parsed, ServerArguments server) => new()
    {
        Http = ServerArguments.Address(parsed, _http),
        Grpc = server.Grpc(parsed),
        AllowAnonymous = parsed.GetValue(_anonymous),
        DrainTimeout = server.DrainTimeout(parsed),
        Routing = _routing.Read(parsed),
        AdminKey = _adminKey.ReadHash(parsed),
    };
}
