using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using FinCluster.Grpc.Tests.Echo;
using FinCluster.Testing;

namespace FinCluster.Grpc.Tests.Interop;

/// <summary>An echo server for clients in other processes, with the files that they need.</summary>
internal sealed class InteropServer : IAsyncDisposable
{
    private readonly EchoServer _server;
    private readonly X509Certificate2 _certificate;

    private InteropServer(EchoServer server, X509Certificate2 certificate)
    {
        _server = server;
        _certificate = certificate;
        Folder = Directory.CreateTempSubdirectory("fincluster-interop-").FullName;
        CertificateFile = Path.Combine(Folder, "certificate.pem");
        File.WriteAllText(CertificateFile, certificate.ExportCertificatePem());
    }

    /// <summary>Gets the folder of the client programs.</summary>
    public static string ClientFolder { get; } = Path.Combine(RepositoryPaths.Root, "tests", "interop");

    /// <summary>Gets the folder of echo.proto.</summary>
    public static string EchoProtos { get; } = Path.Combine(RepositoryPaths.Root, "tests", "FinCluster.Grpc.Tests", "Protos");

    /// <summary>Gets the root of the standard .proto files.</summary>
    public static string StandardProtos { get; } = Path.Combine(RepositoryPaths.Root, "src", "FinCluster.Grpc", "Protos");

    /// <summary>Gets a folder that goes with the server.</summary>
    public string Folder { get; }

    public string CertificateFile { get; }

    public string Port => _server.Address.Port.ToString(CultureInfo.InvariantCulture);

    public string TlsPort => _server.SecureAddress.Port.ToString(CultureInfo.InvariantCulture);

    public static async Task<InteropServer> StartAsync()
    {
        X509Certificate2 certificate = TestCertificate.Create();
        EchoServer server = await EchoServer.StartAsync(options => options.CompressResponses = true, certificate: certificate);
        return new InteropServer(server, certificate);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _certificate.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
