using FinCluster.Testing;
using FinCluster.Testing.Processes;

namespace FinCluster.Process.Tests.Clients;

/// <summary>Clients of other makers against the real server. tests/interop/install.sh installs them.</summary>
public sealed class OtherClientsTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const string Python = "/usr/bin/python3";

    private static readonly string Interop = Path.Combine(RepositoryPaths.Root, "tests", "interop");

    private static readonly string Protos = Path.Combine(RepositoryPaths.Root, "src", "FinCluster.Contracts", "Protos");

    [Fact]
    public async Task Node_OpenAi_AllChecksPass()
    {
        SkipUnlessNode("openai");

        await AssertPassesAsync("node", [NodeScript("openai.mjs"), $"http://{shared.Server.Ready.Http}/v1"], checks: 14);
    }

    [Fact]
    public async Task Node_GrpcJs_AllChecksPass()
    {
        SkipUnlessNode("@grpc");

        await AssertPassesAsync("node", [NodeScript("assistant.mjs"), shared.Server.Ready.Grpc!, Protos], checks: 8);
    }

    [Fact]
    public async Task Python_Grpcio_AllChecksPass()
    {
        await SkipUnlessPythonAsync();
        using var stubs = new TemporaryFolder();
        await MakeStubsAsync(stubs.Path);
        string script = Path.Combine(Interop, "python", "assistant.py");

        await AssertPassesAsync(Python, [script, "--address", shared.Server.Ready.Grpc!, "--stubs", stubs.Path], checks: 9);
    }

    private static string NodeScript(string name) => Path.Combine(Interop, "node", name);

    /// <summary>Runs a client program, which prints a PASS or FAIL line for each of its checks.</summary>
    private static async Task AssertPassesAsync(string program, IEnumerable<string> arguments, int checks)
    {
        await using ChildProcess client = await ChildProcess.RunAsync(program, arguments);

        Assert.True(client.ExitCode == 0, client.LastLines);
        Assert.Equal(checks, client.Output.Count(line => line.StartsWith("PASS ", StringComparison.Ordinal)));
    }

    private static void SkipUnlessNode(string package)
    {
        Assert.SkipUnless(Exists("node"), "node is not installed");
        Assert.SkipUnless(
            Directory.Exists(Path.Combine(Interop, "node", "node_modules", package)), $"tests/interop/node/node_modules/{package} is missing");
    }

    private static async Task SkipUnlessPythonAsync()
    {
        Assert.SkipUnless(File.Exists(Python), $"{Python} is not installed");
        Assert.SkipUnless(Exists("protoc") && Exists("grpc_python_plugin"), "protoc or its grpc_python_plugin is not installed");
        await using ChildProcess import = await ChildProcess.RunAsync(Python, ["-c", "import grpc, google.protobuf"]);
        Assert.SkipUnless(import.ExitCode == 0, "python3-grpcio is not installed");
    }

    private static async Task MakeStubsAsync(string folder)
    {
        string[] files = [.. Directory.EnumerateFiles(Path.Combine(Protos, "fincluster", "v1"), "*.proto")];
        await using ChildProcess protoc = await ChildProcess.RunAsync("protoc",
        [
            $"--plugin=protoc-gen-grpc_python={Find("grpc_python_plugin")}",
            $"--python_out={folder}",
            $"--grpc_python_out={folder}",
            $"-I{Protos}",
            .. files,
        ]);
        Assert.True(protoc.ExitCode == 0, protoc.LastLines);
    }

    private static bool Exists(string program) => Find(program) is not null;

    private static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, program))
        .FirstOrDefault(File.Exists);
}
