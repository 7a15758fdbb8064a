using System.CommandLine;
using FinCluster.Core.Hosting;
using FinCluster.Node.Hosting;
using Microsoft.Extensions.Hosting;

namespace FinCluster.Cli.Commands;

/// <summary>The options that all server roles share.</summary>
internal sealed class ServerArguments
{
    private const string DrainTimeoutName = "--drain-timeout";

    private readonly Option<string> _grpc;

    private readonly Option<int?> _parentId = new("--parent-pid")
    {
        Description = "Stop when the process with this id is gone",
        HelpName = "pid",
    };

    private readonly Option<double> _drainTimeout = new(DrainTimeoutName)
    {
        Description = "Seconds that running answers have when the server stops",
        HelpName = "seconds",
        DefaultValueFactory = _ => 30,
    };

    private readonly Option<Microsoft.Extensions.Logging.LogLevel> _logLevel = new("--log-level")
    {
        Description = "Least level that is logged to standard error",
        DefaultValueFactory = _ => Microsoft.Extensions.Logging.LogLevel.Information,
    };

    /// <param name="defaultGrpc">Where gRPC is served unless the command line says otherwise.</param>
    public ServerArguments(string defaultGrpc)
    {
        _grpc = Listen("--grpc", "gRPC", defaultGrpc);
    }

    /// <summary>Says whether a command is a server, which ends by itself when it has drained.</summary>
    public static bool AreOf(Command command) => command.Options.Any(option => option.Name == DrainTimeoutName);

    /// <summary>Makes an option that names a listener.</summary>
    public static Option<string> Listen(string name, string protocol, string value) => new(name)
    {
        Description = $"Where {protocol} is served, as host:port; port 0 lets the system choose",
        HelpName = "host:port",
        DefaultValueFactory = _ => value,
    };

    /// <summary>Reads a listener.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static ListenAddress Address(ParseResult parsed, Option<string> option)
    {
        string text = parsed.GetValue(option)!;
        return ListenAddress.TryParse(text, out ListenAddress? address)
            ? address
            : throw new UsageException($"{option.Name} '{text}' is no host:port, where host is an IP address, localhost or *");
    }

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_grpc);
        command.Add(_parentId);
        command.Add(_drainTimeout);
        command.Add(_logLevel);
    }

    public ListenAddress Grpc(ParseResult parsed) => Address(parsed, _grpc);

    public Microsoft.Extensions.Logging.LogLevel LogLevel(ParseResult parsed) => parsed.GetValue(_logLevel);

    /// <summary>Reads how long running answers have when the server stops.</summary>
    /// <exception cref="UsageException">It is out of range.</exception>
    public TimeSpan DrainTimeout(ParseResult parsed) => parsed.GetValue(_drainTimeout) is >= 0 and <= 3600 and double seconds
        ? TimeSpan.FromSeconds(seconds)
        : throw new UsageException("--drain-timeout must be between 0 and 3600 seconds");

    public bool HasParent(ParseResult parsed) => parsed.GetValue(_parentId) is not null;

    /// <summary>Stops a server when its parent is gone, if the command line names one.</summary>
    public void WatchParent(ParseResult parsed, IHostApplicationLifetime lifetime)
    {
        if (parsed.GetValue(_parentId) is { } parent)
        {
            _ = StopWithAsync(parent, lifetime);
        }
    }

    /// <summary>Says on standard output that a server takes traffic.</summary>
    public static void Announce(ParseResult parsed, ReadyLine ready)
    {
        TextWriter output = parsed.InvocationConfiguration.Output;
        output.WriteLine(ready.ToString());
        output.Flush();
    }

    private static async Task StopWithAsync(int parent, IHostApplicationLifetime lifetime)
    {
        try
        {
            await ParentWatch.WaitForExitAsync(parent, TimeProvider.System, lifetime.ApplicationStopping);
            lifetime.StopApplication();
        }
        catch (OperationCanceledException)
        {
            // The server stops for another reason.
        }
    }
}
