using FinCluster.Testing;

namespace FinCluster.Process.Tests.Clients;

/// <summary>Clients of other makers against the real server. tests/interop/install.sh installs them.</summary>
public sealed class OtherClientsTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private static readonly string Interop = ClientProgram.Folder;

    private static readonly string Protos = PythonGrpc.Protos;

    [Fact]
    public async Task Node_OpenAi_AllChecksPass()
    {
        SkipUnlessNode("openai");

        await ClientProgram.AssertPassesAsync("node", [NodeScript("openai.mjs"), $"http://{shared.Server.Ready.Http}/v1"], checks: 14);
    }

    [Fact]
    public async Task Node_GrpcJs_AllChecksPass()
    {
        SkipUnlessNode("@grpc");

        await ClientProgram.AssertPassesAsync("node", [NodeScript("assistant.mjs"), shared.Server.Ready.Grpc!, Protos], checks: 8);
    }

    [Fact]
    public async Task Python_Grpcio_AllChecksPass()
    {
        await PythonGrpc.SkipUnlessInstalledAsync();
        using var stubs = new TemporaryFolder();
        await PythonGrpc.MakeStubsAsync(stubs.Path, "fincluster/v1");
        string script = Path.Combine(Interop, "python", "assistant.py");

        await ClientProgram.AssertPassesAsync(PythonGrpc.Program, [script, "--address", shared.Server.Ready.Grpc!, "--stubs", stubs.Path], checks: 9);
    }

    private static string NodeScript(string name) => Path.Combine(Interop, "node", name);

    private static void SkipUnlessNode(string package)
    {
        Assert.SkipUnless(ClientProgram.Exists("node"), "node is not installed");
        Assert.SkipUnless(
            Directory.Exists(Path.Combine(Interop, "node", "node_modules", package)), $"tests/interop/node/node_modules/{package} is missing");
    }
}
