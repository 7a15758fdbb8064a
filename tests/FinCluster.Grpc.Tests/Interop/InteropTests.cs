using FinCluster.Testing;

namespace FinCluster.Grpc.Tests.Interop;

/// <summary>The server against the gRPC clients of other makers. tests/interop/install.sh installs them.</summary>
public sealed class InteropTests
{
    private const string Python = "/usr/bin/python3";

    [Fact]
    public async Task Python_Grpcio_AllChecksPass()
    {
        await SkipUnlessPythonAsync();
        await using InteropServer server = await InteropServer.StartAsync();
        await MakePythonStubsAsync(server.Folder);
        string client = Path.Combine(InteropServer.ClientFolder, "python", "client.py");
        string[] arguments =
        [
            client, "--port", server.Port, "--tls-port", server.TlsPort, "--certificate", server.CertificateFile, "--stubs", server.Folder,
        ];

        await AssertPassesAsync(Python, arguments, server.Folder, atLeast: 28);
    }

    [Fact]
    public async Task Node_GrpcJs_AllChecksPass()
    {
        string? node = ChildProcess.Find("node");
        string folder = Path.Combine(InteropServer.ClientFolder, "node");
        Assert.SkipUnless(node is not null, "node is not installed");
        Assert.SkipUnless(Directory.Exists(Path.Combine(folder, "node_modules", "@grpc")), "tests/interop/node/node_modules is missing");
        await using InteropServer server = await InteropServer.StartAsync();
        string[] arguments =
        [
            "client.mjs", server.Port, server.TlsPort, server.CertificateFile, InteropServer.EchoProtos, InteropServer.StandardProtos,
        ];

        await AssertPassesAsync(node, arguments, folder, atLeast: 19);
    }

    /// <summary>Runs a client program, which prints a PASS or FAIL line for each of its checks.</summary>
    private static async Task AssertPassesAsync(string program, IEnumerable<string> arguments, string folder, int atLeast)
    {
        (int exitCode, string output) = await ChildProcess.RunAsync(program, arguments, folder, 2 * TestTimeouts.Default);

        int passed = output.Split('\n').Count(line => line.StartsWith("PASS ", StringComparison.Ordinal));
        Assert.True(exitCode == 0 && passed >= atLeast, $"Exit status {exitCode}, {passed} checks passed:\n{output}");
    }

    private static async Task SkipUnlessPythonAsync()
    {
        Assert.SkipUnless(File.Exists(Python), $"{Python} is not installed");
        Assert.SkipUnless(ChildProcess.Find("protoc") is not null, "protoc is not installed");
        Assert.SkipUnless(ChildProcess.Find("grpc_python_plugin") is not null, "protobuf-compiler-grpc is not installed");
        (int exitCode, _) = await ChildProcess.RunAsync(Python, ["-c", "import grpc, google.protobuf"]);
        Assert.SkipUnless(exitCode == 0, "python3-grpcio is not installed");
    }

    /// <summary>Makes stubs without packages: a Python package named grpc.health would hide grpcio itself.</summary>
    private static async Task MakePythonStubsAsync(string folder)
    {
        string standard = Path.Combine(InteropServer.StandardProtos, "grpc");
        (int exitCode, string output) = await ChildProcess.RunAsync("protoc",
        [
            $"--plugin=protoc-gen-grpc_python={ChildProcess.Find("grpc_python_plugin")}",
            $"--python_out={folder}",
            $"--grpc_python_out={folder}",
            $"-I{InteropServer.EchoProtos}",
            $"-I{Path.Combine(standard, "health", "v1")}",
            $"-I{Path.Combine(standard, "reflection", "v1")}",
            "echo.proto",
            "health.proto",
            "reflection.proto",
        ]);
        Assert.True(exitCode == 0, output);
    }
}
