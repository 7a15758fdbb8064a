using FinCluster.Testing;
using FinCluster.Testing.Processes;

namespace FinCluster.Process.Tests.Clients;

/// <summary>Google's gRPC for Python, as tests/interop/install.sh installs it.</summary>
internal static class PythonGrpc
{
    /// <summary>The interpreter for which Debian packages the client.</summary>
    public const string Program = "/usr/bin/python3";

    /// <summary>Where the product's .proto files are.</summary>
    public static readonly string Protos = Path.Combine(RepositoryPaths.Root, "src", "FinCluster.Contracts", "Protos");

    /// <summary>Skips the test, with the reason, where something is missing.</summary>
    public static async Task SkipUnlessInstalledAsync()
    {
        Assert.SkipUnless(File.Exists(Program), $"{Program} is not installed");
        Assert.SkipUnless(
            ClientProgram.Exists("protoc") && ClientProgram.Exists("grpc_python_plugin"), "protoc or its grpc_python_plugin is not installed");
        await using ChildProcess import = await ChildProcess.RunAsync(Program, ["-c", "import grpc, google.protobuf"]);
        Assert.SkipUnless(import.ExitCode == 0, "python3-grpcio is not installed");
    }

    /// <summary>Makes the client's code of the .proto files in a folder.</summary>
    /// <param name="folder">Where it is written.</param>
    /// <param name="protos">The folder of the files, below <see cref="Protos"/>.</param>
    public static async Task MakeStubsAsync(string folder, string protos)
    {
        string[] files = [.. Directory.EnumerateFiles(Path.Combine(Protos, protos), "*.proto")];
        await using ChildProcess protoc = await ChildProcess.RunAsync("protoc",
        [
            $"--plugin=protoc-gen-grpc_python={ClientProgram.Find("grpc_python_plugin")}",
            $"--python_out={folder}",
            $"--grpc_python_out={folder}",
            $"-I{Protos}",
            .. files,
        ]);
        Assert.True(protoc.ExitCode == 0, protoc.LastLines);
    }
}
