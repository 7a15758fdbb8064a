using System.CommandLine;
using System.Text.Json;
using FinCluster.Cli.Native;
using FinCluster.Testing;

namespace FinCluster.Cli.Tests.Native;

public sealed class NativeCommandTests
{
    [Fact]
    public async Task Install_NamedFolder_PrintsItAsJson()
    {
        await using NativeSandbox sandbox = await WithOwnFolderAsync();

        (int code, string output, string error) = await RunAsync(sandbox, "install", "--json");

        using var json = JsonDocument.Parse(output);
        Assert.Equal((0, ""), (code, error));
        Assert.Equal(sandbox.Folder, json.RootElement.GetProperty("folder").GetString());
        Assert.Equal(NativePins.Embedded.LlamaVersion, json.RootElement.GetProperty("llamaVersion").GetString());
        Assert.False(json.RootElement.GetProperty("downloaded").GetBoolean());
    }

    [Fact]
    public async Task Install_NoBuildForThePlatform_ExitsOneWithAMessageOnStandardError()
    {
        await using NativeSandbox sandbox = await NativeSandbox.CreateAsync();

        (int code, string output, string error) = await RunAsync(sandbox, "install");

        Assert.Equal((1, ""), (code, output));
        Assert.StartsWith("fincluster: no llama.cpp build is pinned for test-x64", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Install_OtherContentThanPinned_ExitsOne()
    {
        await using NativeSandbox sandbox = await NativeSandbox.CreateAsync();
        sandbox.Registry.Publish($"/@node-llama-cpp/linux-arm64/-/linux-arm64-{NativePins.Embedded.PackageVersion}.tgz", sandbox.Tarball);

        (int code, _, string error) = await RunAsync(sandbox, "install", "--variant", "linux-arm64");

        Assert.Equal(1, code);
        Assert.Contains("is not the pinned one", error, StringComparison.Ordinal);
        sandbox.AssertNothingInstalled();
    }

    [Fact]
    public async Task List_AnyPlatform_ShowsEveryVariant()
    {
        await using NativeSandbox sandbox = await NativeSandbox.CreateAsync();

        (int code, string output, _) = await RunAsync(sandbox, "list");

        Assert.Equal(0, code);
        Assert.All(NativePins.Embedded.Variants, variant => Assert.Contains(variant.Name, output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task List_Json_TellsWhatIsSelectedAndInstalled()
    {
        await using NativeSandbox sandbox = await NativeSandbox.CreateAsync();
        sandbox.Variables[NativeEnvironment.VariantVariable] = "linux-x64-cuda";

        (_, string output, _) = await RunAsync(sandbox, "list", "--json");

        using var json = JsonDocument.Parse(output);
        JsonElement row = Assert.Single(json.RootElement.EnumerateArray(), row => row.GetProperty("selected").GetBoolean());
        Assert.Equal("linux-x64-cuda", row.GetProperty("name").GetString());
        Assert.False(row.GetProperty("installed").GetBoolean());
    }

    [Fact]
    public async Task Verify_ChangedFile_ExitsOneAndNamesTheRepair()
    {
        await using NativeSandbox sandbox = await NativeSandbox.CreateAsync();
        string folder = await InstallFakeAsync(sandbox, "linux-x64");

        Assert.Equal(0, (await RunAsync(sandbox, "verify", "--variant", "linux-x64")).Code);
        await File.WriteAllTextAsync(Path.Combine(folder, "libllama.so"), "evil.", TestTimeouts.Token);
        (int code, _, string error) = await RunAsync(sandbox, "verify", "--variant", "linux-x64");

        Assert.Equal(1, code);
        Assert.Contains("libllama.so: has sha256", error, StringComparison.Ordinal);
        Assert.Contains("native install --force --variant linux-x64", error, StringComparison.Ordinal);
    }

    private static async Task<NativeSandbox> WithOwnFolderAsync()
    {
        NativeSandbox sandbox = await NativeSandbox.CreateAsync();
        await File.WriteAllTextAsync(Path.Combine(sandbox.Folder, "libllama.so"), "", TestTimeouts.Token);
        sandbox.Variables[NativeEnvironment.DirectoryVariable] = sandbox.Folder;
        return sandbox;
    }

    // The command knows the embedded pins only, so an installation of one of them is written by hand.
    private static async Task<string> InstallFakeAsync(NativeSandbox sandbox, string variant)
    {
        NativePins pins = NativePins.Embedded;
        NativeVariant named = pins.Select(variant, sandbox.Environment.Platform);
        string folder = Directory.CreateDirectory(new NativeCache(sandbox.Environment.CacheDirectory(), pins).FolderOf(named)).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "libllama.so"), "llama", TestTimeouts.Token);
        string hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("llama"u8));
        string[] integrities = [.. pins.PackagesOf(named).Select(package => package.Integrity)];
        new NativeManifest(variant, pins.PackageVersion, integrities, [new NativeFile("libllama.so", 5, hash)]).Write(folder);
        return folder;
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(NativeSandbox sandbox, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int code = await NativeCommand.Create(() => sandbox.Environment).Parse(args)
            .InvokeAsync(new InvocationConfiguration { Output = output, Error = error }, TestTimeouts.Token);
        return (code, output.ToString(), error.ToString());
    }
}
