using FinCluster.Cli.Native;

namespace FinCluster.Cli.Tests.Native;

/// <summary>A registry, a cache and pins of one test's own: the variant <c>test-x64</c> of the platform <c>test-x64</c>.</summary>
internal sealed class NativeSandbox : IAsyncDisposable
{
    public const string Version = "3.22.1";
    public const string PackageName = "@node-llama-cpp/test-x64";
    public const string TarballPath = $"/{PackageName}/-/test-x64-{Version}.tgz";

    private static readonly NativePlatform TestPlatform = new("test", "x64");
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fincluster-native-");
    private readonly HttpClient _client = NativeHttp.CreateClient();

    private NativeSandbox(TestRegistry registry, byte[] tarball)
    {
        Registry = registry;
        Tarball = tarball;
        Variables[NativeEnvironment.CacheVariable] = Path.Combine(_folder.FullName, "cache");
        Variables[NativeEnvironment.RegistryVariable] = registry.Address;
        var variant = new NativeVariant("test-x64", "test", "x64", "cpu", null, [PackageName]);
        Pins = new NativePins("0.5.0-dev", Version, [TestTarball.Pin(PackageName, tarball)], [variant]);
        registry.Publish(TarballPath, tarball);
    }

    public TestRegistry Registry { get; }

    public byte[] Tarball { get; }

    public NativePins Pins { get; set; }

    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

    public string Folder => _folder.FullName;

    public NativeEnvironment Environment => new(Variables.GetValueOrDefault, home: Folder, localData: "", TestPlatform);

    public NativeLibraryOptions Options => NativeLibraryOptions.From(Environment) with { Pins = Pins };

    public NativeCache Cache => new(Environment.CacheDirectory(), Pins);

    public string InstalledFolder => Cache.FolderOf(Pins.Variants[0]);

    public static async Task<NativeSandbox> CreateAsync(TestTarball? tarball = null) =>
        new(await TestRegistry.StartAsync(), (tarball ?? TestTarball.Typical()).ToBytes());

    /// <summary>Makes an installer that makes three attempts without pauses.</summary>
    public NativeLibraryInstaller Installer() => Installer(
        TimeProvider.System, new TarballDownloadOptions { RetryDelays = [TimeSpan.Zero, TimeSpan.Zero] });

    public NativeLibraryInstaller Installer(TimeProvider time, TarballDownloadOptions downloads) => new(Options, _client, time, downloads);

    public Task<string> EnsureAsync(IProgress<NativeInstallProgress>? progress = null) =>
        Installer().EnsureAsync(progress, FinCluster.Testing.TestTimeouts.Token);

    public async Task<NativeLibraryException> EnsureFailsAsync(NativeLibraryError error)
    {
        var thrown = await Assert.ThrowsAsync<NativeLibraryException>(() => EnsureAsync());
        Assert.Equal(error, thrown.Error);
        return thrown;
    }

    /// <summary>Asserts that a failed installation left neither libraries nor tarballs.</summary>
    public void AssertNothingInstalled() => Assert.All(
        Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories),
        path => Assert.EndsWith(".lock", path, StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Registry.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
