using System.CommandLine;
using System.Net;
using FinCluster.Cli.Commands;
using FinCluster.Cli.Serving;
using FinCluster.Core.Hosting;
using FinCluster.Gateway.Fleet;
using FinCluster.Gateway.Hosting;
using FinCluster.Testing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FinCluster.Cli.Tests.Serving;

public sealed class NodeConnectionArgumentsTests
{
    [Theory]
    [InlineData("", 500, 2_000, 2_000)]
    [InlineData("--suspect-after 300.5 --lost-after 900 --node-call-timeout 50", 300.5, 900, 50)]
    public void Read_Options_BecomeThoseOfTheGateway(string line, double suspect, double lost, double call)
    {
        var options = new NodeConnectionOptions();

        Read(line)(options);

        Assert.Equal(
            (suspect, lost, call),
            (options.ReportTimeout.TotalMilliseconds, options.ConfirmedSilence.TotalMilliseconds, options.CallTimeout.TotalMilliseconds));
    }

    [Theory]
    [InlineData("--suspect-after 99", 0, "--suspect-after must be between 100 and 60000 milliseconds, it is 99")]
    [InlineData("--lost-after 500", 0, "--lost-after must be more than --suspect-after")]
    [InlineData("--suspect-after 200", 200, "--suspect-after must be more than --report-interval")]
    public void Read_OutOfRange_IsNamed(string line, int reportMs, string message)
    {
        UsageException error = Assert.Throws<UsageException>(() => Read(line, reportMs));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GatewayServer_Starts_WithThem()
    {
        using var folder = new TemporaryFolder();
        var anyPort = new ListenAddress(IPAddress.Loopback, 0);
        var options = new GatewayServerOptions
        {
            Gateway = new GatewayOptions { Http = anyPort, Grpc = anyPort },
            OpenControlPlane = (loggers, cancellation) => ControlPlane.OpenLocalAsync(folder.Path, loggers, cancellation),
            NodeConnection = connection => connection.CallTimeout = TimeSpan.Zero,
            LogLevel = LogLevel.None,
        };

        // What it was given is wrong, and it says so: so it was given it.
        OptionsValidationException error = await Assert.ThrowsAsync<OptionsValidationException>(
            () => GatewayServer.StartAsync(options, _ => new NoLifetime(), TestTimeouts.Token));

        Assert.Contains(nameof(NodeConnectionOptions.CallTimeout), error.Message, StringComparison.Ordinal);
    }

    private static Action<NodeConnectionOptions> Read(string line, int reportMs = 0)
    {
        var arguments = new NodeConnectionArguments();
        var command = new RootCommand();
        arguments.AddTo(command);
        return arguments.Read(command.Parse(line), TimeSpan.FromMilliseconds(reportMs));
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
