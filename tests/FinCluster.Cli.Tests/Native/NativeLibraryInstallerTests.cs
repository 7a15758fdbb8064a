using FinCluster.Cli.Native;
using FinCluster.Testing;

namespace FinCluster.Cli.Tests.Native;

public sealed class NativeLibraryInstallerTests
{
    [Fact]
    public async Task EnsureAsync_NothingInstalled_InstallsLibrariesAndLicenceOnly()
    {
        await using NativeSandbox sandbox = await NativeSandbox.CreateAsync();

        string folder = await sandbox.EnsureAsync();

        Assert.Equal(sandbox.InstalledFolder, folder);
        Assert.Equal(
            [".manifest.json", "LICENSE.test-x64", "libggml-base.so", "libllama.v0.5.0.so"],
            Directory.EnumerateFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal("ggml", await File.ReadAllTextAsync(Path.Combine(folder, "libggml-base.so"), TestTimeouts.Token));
        Assert.Equal(NativeSandbox.TarballPath, Assert.Single(sandbox.Registry.Requests).Path);
    }

    [Fact]
    public async Task EnsureAsync_Installed_NeedsNoNetwork()
    {
        await using NativeSandbox sandbox = await NativeSandbox.CreateAsync();
        string first = await sandbox.EnsureAsync();
        await sandbox.Registry.DisposeAsync();

        Assert.Equal(first, await sandbox.EnsureAsync());
        Assert.Single(sandbox.Registry.Requests);
    }

    [Theory]
    [InlineData("no manifest")]
    [InlineData("damaged manifest")]
    [InlineData("missing library")]
    [InlineData("short library")]
    public async Task EnsureAsync_TornInstallation_IsRepaired(string damage)
    {
        await using NativeSandbox sandbox = await NativeSandbox.CreateAsync();
        string folder = await sandbox.EnsureAsync();
        Damage(folder, damage);

        await sandbox.EnsureAsync();

        Assert.Equal(2, sandbox.Registry.Requests.Count);
        Assert.Empty((await NativeVerifier.VerifyAsync(sandbox.Options, TestTimeouts.Token)).Problems);
    }

    [Fact]
    public async Task EnsureAsync_PinChanged_InstallsAgain()
    {
        await using NativeSandbox sandbox = await NativeSandbox.CreateAsync();
        string folder = await sandbox.EnsureAsync();
        byte[] other = TestTarball.Typical().With("package/bins/test-x64/libnew.so", "new").ToBytes();
        sandbox.Registry.Publish(NativeSandbox.TarballPath, other);
        sandbox.Pins = sandbox.Pins with { Packages = [TestTarball.Pin(NativeSandbox.PackageName, other)] };

        await sandbox.EnsureAsync();

        Assert.True(File.Exists(Path.Combine(folder, "libnew.so")));
    }

    [Fact]
    public async Task EnsureAsync_TwoPackages_LaterFilesReplaceEarlierOnes()
    {
        await using NativeSandbox sandbox = await NativeSandbox.CreateAsync();
        byte[] extension = new TestTarball().With("package/ext/libggml-base.so", "faster").With("package/LICENSE", "MIT").ToBytes();
        sandbox.Registry.Publish($"/@node-llama-cpp/ext/-/ext-{NativeSandbox.Version}.tgz", extension);
        sandbox.Pins = sandbox.Pins with
        {
            Packages = [.. sandbox.Pins.Packages, TestTarball.Pin("@node-llama-cpp/ext", extension, "package/ext")],
            Variants = [sandbox.Pins.Variants[0] with { Packages = [NativeSandbox.PackageName, "@node-llama-cpp/ext"] }],
        };

        string folder = await sandbox.EnsureAsync();

        Assert.Equal("faster", await File.ReadAllTextAsync(Path.Combine(folder, "libggml-base.so"), TestTimeouts.Token));
        Assert.True(File.Exists(Path.Combine(folder, "libllama.v0.5.0.so")));
        Assert.True(File.Exists(Path.Combine(folder, "LICENSE.ext")));
        Assert.Empty((await NativeVerifier.VerifyAsync(sandbox.Options, TestTimeouts.Token)).Problems);
    }

    [Fact]
    public async Task EnsureAsync_TwoInstallers_DownloadOnce()
    {
        await using NativeSandbox sandbox = await NativeSandbox.CreateAsync();
        var second = new ProgressLog();
        sandbox.Registry.Next(async (context, tarball) =>
        {
            await second.Waiting.WaitAsync(TestTimeouts.Default);
            await TestRegistry.SendWholeAsync(context, tarball);
        });

        Task<string> winner = sandbox.EnsureAsync();
        Task<string> waiter = sandbox.EnsureAsync(second);

        Assert.Equal(await winner, await waiter);
        Assert.Single(sandbox.Registry.Requests);
    }

    [Fact]
    public async Task EnsureAsync_KilledInstallerLeftFiles_StartsAfresh()
    {
        await using NativeSandbox sandbox = await NativeSandbox.CreateAsync();
        string staging = sandbox.Cache.StagingOf(sandbox.Pins.Variants[0]);
        Directory.CreateDirectory(Path.Combine(staging, "files"));
        await File.WriteAllTextAsync(Path.Combine(staging, "files", "libold.so"), "old", TestTimeouts.Token);
        await File.WriteAllTextAsync(Path.Combine(staging, "test-x64.tgz"), "half", TestTimeouts.Token);

        string folder = await sandbox.EnsureAsync();

        Assert.False(File.Exists(Path.Combine(folder, "libold.so")));
        Assert.False(Directory.Exists(staging));
    }

    [Fact]
    public async Task EnsureAsync_Progress_GoesForwardToTheTotal()
    {
        await using NativeSandbox sandbox = await NativeSandbox.CreateAsync();
        sandbox.Registry.NextBreaksAfter(sandbox.Tarball.Length / 2).Next(TestRegistry.SendWholeAsync);
        var log = new ProgressLog();

        await sandbox.EnsureAsync(log);

        NativeInstallProgress[] reports = [.. log.Reports];
        Assert.True(reports.Length > 4, $"{reports.Length} reports");
        Assert.Equal(reports.OrderBy(report => report.Phase).ThenBy(report => report.Bytes), reports);
        Assert.All(reports, report => Assert.Equal(sandbox.Tarball.Length, report.TotalBytes));
        Assert.Equal((NativeInstallPhase.Installed, sandbox.Tarball.Length), (reports[^1].Phase, reports[^1].Bytes));
    }

    [Fact]
    public async Task EnsureAsync_CacheNotWritable_NamesTheFolderAndTheVariable()
    {
        await using NativeSandbox sandbox = await NativeSandbox.CreateAsync();
        string file = Path.Combine(sandbox.Folder, "file");
        await File.WriteAllTextAsync(file, "", TestTimeouts.Token);
        sandbox.Variables[NativeEnvironment.CacheVariable] = Path.Combine(file, "cache");

        NativeLibraryException error = await sandbox.EnsureFailsAsync(NativeLibraryError.Storage);

        Assert.Contains(Path.Combine(file, "cache"), error.Message, StringComparison.Ordinal);
        Assert.Contains(NativeEnvironment.CacheVariable, error.Message, StringComparison.Ordinal);
        Assert.Empty(sandbox.Registry.Requests);
    }

    [Fact]
    public async Task EnsureAsync_Cancelled_LeavesNothingBehind()
    {
        await using NativeSandbox sandbox = await NativeSandbox.CreateAsync();
        using var cancel = new CancellationTokenSource();
        sandbox.Registry.Next(async (context, _) =>
        {
            await cancel.CancelAsync();
            context.Abort();
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sandbox.Installer().EnsureAsync(null, cancel.Token));
        sandbox.AssertNothingInstalled();
    }

    [Fact]
    public async Task EnsureAsync_PackageWithoutLlama_IsRefused()
    {
        TestTarball tarball = new TestTarball().With("package/bins/test-x64/libggml-base.so", "ggml");
        await using NativeSandbox sandbox = await NativeSandbox.CreateAsync(tarball);

        NativeLibraryException error = await sandbox.EnsureFailsAsync(NativeLibraryError.Integrity);

        Assert.Contains("libllama", error.Message, StringComparison.Ordinal);
        sandbox.AssertNothingInstalled();
    }

    [Fact]
    public async Task ReinstallAsync_Installed_ReplacesIt()
    {
        await using NativeSandbox sandbox = await NativeSandbox.CreateAsync();
        string library = Path.Combine(await sandbox.EnsureAsync(), "libggml-base.so");
        await File.WriteAllTextAsync(library, "evil", TestTimeouts.Token);

        await sandbox.Installer().ReinstallAsync(null, TestTimeouts.Token);

        Assert.Equal("ggml", await File.ReadAllTextAsync(library, TestTimeouts.Token));
    }

    [Fact]
    public async Task ReinstallAsync_NamedFolder_IsNeverWrittenTo()
    {
        await using NativeSandbox sandbox = await NativeSandbox.CreateAsync();
        sandbox.Variables[NativeEnvironment.DirectoryVariable] = sandbox.Folder;

        var error = await Assert.ThrowsAsync<NativeLibraryException>(() => sandbox.Installer().ReinstallAsync(null, TestTimeouts.Token));

        Assert.Equal(NativeLibraryError.Configuration, error.Error);
        sandbox.AssertNothingInstalled();
    }

    private static void Damage(string folder, string damage)
    {
        string manifest = Path.Combine(folder, NativeManifest.FileName);
        string library = Path.Combine(folder, "libllama.v0.5.0.so");
        switch (damage)
        {
            case "no manifest":
                File.Delete(manifest);
                break;
            case "damaged manifest":
                File.WriteAllText(manifest, File.ReadAllText(manifest)[..20]);
                break;
            case "missing library":
                File.Delete(library);
                break;
            default:
                File.WriteAllText(library, "llama");
                break;
        }
    }
}
