using System.Net;
using System.Net.Sockets;
using FinCluster.Testing;
using FinCluster.Testing.Engine;
using FinCluster.Testing.Processes;

namespace FinCluster.Process.Tests.BadInput.Start;

/// <summary>Ports, data folders and native libraries that a server cannot use.</summary>
public sealed class SurroundingsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--http", "--grpc")]
    [InlineData("--grpc", "--http")]
    public async Task Port_InUse_IsNamed(string taken, string free)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        string address = listener.LocalEndpoint.ToString()!;

        await StartFailure.AssertAsync(1, $"{address}: address already in use", taken, address, free, "127.0.0.1:0", "--data", _folder.File("data"));
    }

    [Fact]
    public Task Address_OfAnotherMachine_IsNamed() => StartFailure.AssertAsync(
        1, "cannot listen on 192.0.2.1:0", "--http", "192.0.2.1:0", "--grpc", "127.0.0.1:0", "--allow-anonymous", "--data", _folder.File("data"));

    [Theory]
    [InlineData("", "and this one has 0 characters")]
    [InlineData("too-short\n", "and this one has 9 characters")]
    public async Task AdminKey_ThatIsNone_IsRefusedWithoutRepeatingIt(string key, string message)
    {
        string file = _folder.File("key");
        await File.WriteAllTextAsync(file, key, TestTimeouts.Token);
        IEnumerable<string> arguments = ServeProcess.Arguments(_folder.File("data")).Skip(1);

        await StartFailure.AssertAsync(1, $"--admin-key-file '{file}': an administrator key has 32 to 512", [.. arguments, "--admin-key-file", file]);
        await StartFailure.AssertAsync(1, message, [.. arguments, "--admin-key-file", file]);
    }

    [Fact]
    public async Task AdminKey_FileMissingOrVariableTooShort_IsNamed()
    {
        string[] arguments = [.. ServeProcess.Arguments(_folder.File("data")).Skip(1)];
        var environment = new Dictionary<string, string?>(ServeProcess.ProgramEnvironment) { ["FINCLUSTER_ADMIN_KEY"] = "too-short" };

        await StartFailure.AssertAsync(1, "cannot be read", [.. arguments, "--admin-key-file", _folder.File("nosuch")]);
        await StartFailure.AssertAsync(1, "FINCLUSTER_ADMIN_KEY: an administrator key has 32 to 512", environment, arguments);
    }

    [Fact]
    public Task DataFolder_ThatIsAFile_IsRefused()
    {
        string file = _folder.File("file");
        File.WriteAllText(file, "");

        return AssertDataRefusedAsync(file, "is a file");
    }

    [Fact]
    public Task DataFolder_UnderAFile_IsRefused()
    {
        string file = _folder.File("file");
        File.WriteAllText(file, "");

        return AssertDataRefusedAsync(Path.Combine(file, "data"), "cannot be created");
    }

    [Fact]
    public async Task DataFolder_WithADamagedDatabase_IsRefusedAndLeftAsItIs()
    {
        string database = _folder.File("sessions.db");
        string content = new('x', 10_000);
        await File.WriteAllTextAsync(database, content, TestTimeouts.Token);

        await AssertDataRefusedAsync(_folder.Path, "sessions.db");

        Assert.Equal(content, await File.ReadAllTextAsync(database, TestTimeouts.Token));
    }

    [Fact]
    public async Task DataFolder_OfAnotherServer_IsRefusedAndThatServerGoesOn()
    {
        await using ServeProcess first = await ServeProcess.StartAsync(_folder.Path);

        await AssertDataRefusedAsync(_folder.Path, $"in use by process {first.Process}");

        using HttpResponseMessage health = await first.Http.GetAsync("/health", TestTimeouts.Token);
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        Assert.True(File.Exists(_folder.File("server.json")));
    }

    [Fact]
    public Task NativeFolder_Missing_IsNamed() => AssertNativeRefusedAsync(_folder.File("nowhere"), "does not exist");

    [Fact]
    public Task NativeFolder_WithoutALibrary_IsRefused() => AssertNativeRefusedAsync(_folder.Path, "holds no libllama");

    [Fact]
    public Task NativeFolder_WithLibrariesThatAreNone_IsRefused()
    {
        foreach (string library in Directory.EnumerateFiles(NativeLibraryFolder.Require(), "lib*"))
        {
            File.WriteAllText(_folder.File(Path.GetFileName(library)), "no library");
        }

        return AssertNativeRefusedAsync(_folder.Path, "does not load");
    }

    [Fact]
    public Task NativeFolder_WithoutABackend_IsRefused()
    {
        foreach (string library in Directory.EnumerateFiles(NativeLibraryFolder.Require(), "lib*").Where(name => !name.Contains("-cpu", StringComparison.Ordinal)))
        {
            File.CreateSymbolicLink(_folder.File(Path.GetFileName(library)), library);
        }

        return AssertNativeRefusedAsync(_folder.Path, "backend");
    }

    private static Task AssertDataRefusedAsync(string data, string message) =>
        StartFailure.AssertAsync(1, message, ServeProcess.Arguments(data).Skip(1));

    private async Task AssertNativeRefusedAsync(string folder, string message)
    {
        string[] arguments = [.. ServeProcess.Arguments(_folder.File("data")).Skip(1)];
        var environment = new Dictionary<string, string?>(ServeProcess.ProgramEnvironment) { [NativeLibraryFolder.Variable] = folder };

        await StartFailure.AssertAsync(1, message, environment, arguments);
        await StartFailure.AssertAsync(1, message, [.. arguments, "--native-dir", folder]);
    }
}
