using System.CommandLine;
using FinCluster.Cli.Commands;
using FinCluster.Core.Compliance.Settings;
using FinCluster.Gateway.Compliance.Copies;
using FinCluster.Gateway.Hosting;
using FinCluster.Gateway.Tiers;

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

    private readonly Option<string?> _edgeModel = new("--edge-model")
    {
        Description = "Model of the nodes of the edge tier, which answers first what it is sure of; default: none, and every request goes to its own model",
        HelpName = "name",
    };

    private readonly Option<double> _edgeProbe = new("--edge-probe")
    {
        Description = "Time that the edge has to show that it is sure, before central is asked",
        HelpName = "ms",
        DefaultValueFactory = _ => 30,
    };

    private readonly Option<string[]> _scalesFromZero = new("--scales-from-zero")
    {
        Description = "Model whose requests wait for a node while none serves it; may be given several times. Aliases of the catalog need not be named",
        HelpName = "name",
    };

    private readonly ComplianceArgument _compliance = new();

    private readonly QualityArguments _quality = new();

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_http);
        command.Add(_anonymous);
        _routing.AddTo(command);
        _adminKey.AddTo(command);
        command.Add(_edgeModel);
        command.Add(_edgeProbe);
        command.Add(_scalesFromZero);
        _compliance.AddTo(command);
        _quality.AddTo(command);
    }

    /// <summary>Reads how the gateway serves.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="server">The options that all servers share.</param>
    /// <param name="sites">The sites that send copies of their audit logs; null for none.</param>
    /// <param name="dataFolder">Where the server keeps what it learns, unless the command line says otherwise; null for nowhere.</param>
    /// <param name="edgeModel">The model of a node of the edge tier that this server starts; null for none.</param>
    /// <exception cref="UsageException">An option is out of range.</exception>
    public GatewayOptions Read(ParseResult parsed, ServerArguments server, SiteKeys? sites = null, string? dataFolder = null, string? edgeModel = null)
    {
        (ComplianceConfiguration compliance, Func<ComplianceConfiguration?>? reload) = _compliance.Read(parsed);
        return new GatewayOptions
        {
            Http = ServerArguments.Address(parsed, _http),
            Grpc = server.Grpc(parsed),
            AllowAnonymous = parsed.GetValue(_anonymous),
            DrainTimeout = server.DrainTimeout(parsed),
            Routing = _routing.Read(parsed),
            AdminKey = _adminKey.ReadHash(parsed),
            SiteKeys = sites,
            Tiers = new TierOptions { EdgeModel = EdgeModel(parsed) ?? edgeModel, ProbeTime = ProbeTime(parsed) },
            ScalesFromZero = ScalesFromZero(parsed),
            Compliance = compliance,
            ReloadCompliance = reload,
            Drift = _quality.Read(parsed, dataFolder),
        };
    }

    private string[] ScalesFromZero(ParseResult parsed)
    {
        string[] names = parsed.GetValue(_scalesFromZero) ?? [];
        return names.Contains("") ? throw new UsageException($"{_scalesFromZero.Name} is empty") : names;
    }

    private string? EdgeModel(ParseResult parsed) =>
        parsed.GetValue(_edgeModel) is { Length: 0 } ? throw new UsageException($"{_edgeModel.Name} is empty") : parsed.GetValue(_edgeModel);

    private TimeSpan ProbeTime(ParseResult parsed) => parsed.GetValue(_edgeProbe) switch
    {
        >= 1 and <= 10_000 and double ms => TimeSpan.FromMilliseconds(ms),
        _ => throw new UsageException($"{_edgeProbe.Name} must be between 1 and 10000"),
    };
}
