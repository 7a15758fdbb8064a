using System.Net;
using FinCluster.Cli.Serving;
using FinCluster.Core.Hosting;
using FinCluster.Gateway.Admin;
using FinCluster.Gateway.Compliance.Copies;
using FinCluster.Gateway.Hosting;
using FinCluster.Testing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FinCluster.Cli.Tests.Commands;

/// <summary>A gateway of this process that asks administrators for a key, over a data folder of its own.</summary>
internal sealed class AdminGateway : IAsyncDisposable
{
    private static readonly string KeyText = new('k', 40);

    private readonly GatewayServer _server;

    private AdminGateway(TemporaryFolder folder, GatewayServer server) => (Folder, _server) = (folder, server);

    /// <summary>Gets the folder of everything that the test writes; the data folder is <c>data</c> in it.</summary>
    public TemporaryFolder Folder { get; }

    /// <summary>Gets where gRPC is served.</summary>
    public string Grpc => _server.Grpc;

    /// <summary>Gets where HTTP is served.</summary>
    public string Http => _server.Http;

    /// <summary>Gets the file with the administrators' key.</summary>
    public string KeyFile => Folder.File("admin.key");

    /// <summary>Starts a gateway.</summary>
    /// <param name="hasFiles">Whether it receives the catalog's files.</param>
    /// <param name="sites">The sites whose audit logs it keeps copies of, in <c>copies</c>; null for none.</param>
    public static async Task<AdminGateway> StartAsync(bool hasFiles, SiteKeys? sites = null)
    {
        var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("admin.key"), KeyText + "\n", TestTimeouts.Token);
        var anyPort = new ListenAddress(IPAddress.Loopback, 0);
        return new AdminGateway(folder, await GatewayServer.StartAsync(
            new GatewayServerOptions
            {
                Gateway = new GatewayOptions { Http = anyPort, Grpc = anyPort, AdminKey = AdminKey.Parse(KeyText), SiteKeys = sites },
                OpenControlPlane = (loggers, cancellation) => ControlPlane.OpenLocalAsync(folder.File("data"), loggers, cancellation),
                ArtifactFolder = hasFiles ? folder.File("data/artifacts") : null,
                AuditCopies = new AuditCopySettings(sites is null ? null : (folder.File("copies"), sites), null),
                LogLevel = LogLevel.None,
            },
            _ => new NoLifetime(),
            TestTimeouts.Token));
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Folder.Dispose();
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
