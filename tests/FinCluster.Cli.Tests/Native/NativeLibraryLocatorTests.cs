using FinCluster.Cli.Native;
using FinCluster.Testing;

namespace FinCluster.Cli.Tests.Native;

public sealed class NativeLibraryLocatorTests
{
    [Theory]
    [InlineData("libllama.so", true)]
    [InlineData("libllama.so.0", true)]
    [InlineData("libllama.v0.5.0.so", true)]
    [InlineData("libllama.cuda.v0.5.0.so", true)]
    [InlineData("libllama.metal.v0.4.0.dylib", true)]
    [InlineData("llama.v0.4.0.dll", true)]
    [InlineData("libllama-common.so", false)]
    [InlineData("llama-addon.node", false)]
    [InlineData("libggml.so", false)]
    [InlineData("libllama.txt", false)]
    public void IsLlama_Name_TellsTheLibraryFromItsNeighbours(string name, bool expected) =>
        Assert.Equal(expected, NativeLibraryLocator.IsLlama(name));

    [Fact]
    public async Task Locate_NotInstalled_NamesTheCommandAndAsksNoRegistry()
    {
        await using NativeSandbox sandbox = await NativeSandbox.CreateAsync();

        var error = Assert.Throws<NativeLibraryException>(() => NativeLibraryLocator.Locate(sandbox.Options));

        Assert.Equal(NativeLibraryError.NotInstalled, error.Error);
        Assert.Contains("fincluster native install", error.Message, StringComparison.Ordinal);
        Assert.Empty(sandbox.Registry.Requests);
    }

    [Fact]
    public async Task Locate_Installed_IsTheFolder()
    {
        await using NativeSandbox sandbox = await NativeSandbox.CreateAsync();
        string folder = await sandbox.EnsureAsync();

        Assert.Equal(folder, NativeLibraryLocator.Locate(sandbox.Options));
    }

    [Fact]
    public async Task Locate_NamedFolder_SkipsCacheAndPlatform()
    {
        await using NativeSandbox sandbox = await NativeSandbox.CreateAsync();
        string named = Directory.CreateDirectory(Path.Combine(sandbox.Folder, "own")).FullName;
        await File.WriteAllTextAsync(Path.Combine(named, "libllama.so"), "", TestTimeouts.Token);
        sandbox.Variables[NativeEnvironment.DirectoryVariable] = named;
        sandbox.Pins = sandbox.Pins with { Variants = [] };

        Assert.Equal(named, await sandbox.EnsureAsync());
        Assert.Empty(sandbox.Registry.Requests);
    }

    [Fact]
    public async Task Locate_CommandLineFolder_GoesBeforeTheVariable()
    {
        await using NativeSandbox sandbox = await NativeSandbox.CreateAsync();
        sandbox.Variables[NativeEnvironment.DirectoryVariable] = "/from/variable";

        Assert.Equal("/from/line", NativeLibraryOptions.From(sandbox.Environment, directory: "/from/line").Directory);
    }

    [Theory]
    [InlineData("", "holds no libllama")]
    [InlineData("absent", "does not exist")]
    public async Task Locate_NamedFolderWithoutLibrary_SaysSo(string below, string message)
    {
        await using NativeSandbox sandbox = await NativeSandbox.CreateAsync();
        string named = Path.Combine(sandbox.Folder, below);
        sandbox.Variables[NativeEnvironment.DirectoryVariable] = named;

        NativeLibraryException error = await sandbox.EnsureFailsAsync(NativeLibraryError.NotInstalled);

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Locate_VariantVariable_IsUsed()
    {
        await using NativeSandbox sandbox = await NativeSandbox.CreateAsync();
        sandbox.Variables[NativeEnvironment.VariantVariable] = "other-x64";

        await sandbox.EnsureFailsAsync(NativeLibraryError.Unsupported);
    }
}
