using FinCluster.Cli.Native;
using FinCluster.Testing;

namespace FinCluster.Cli.Tests.Native;

/// <summary>Downloads what the pins name from the registry that this machine uses.</summary>
[Trait("Category", "Network")]
public sealed class NativeRegistryTests
{
    [Fact]
    public async Task EnsureAsync_PinnedCpuBuild_ComesFromTheRegistryAndVerifies()
    {
        DirectoryInfo cache = Directory.CreateTempSubdirectory("fincluster-native-");
        try
        {
            NativeEnvironment here = NativeEnvironment.Current;
            var environment = new NativeEnvironment(
                name => name == NativeEnvironment.CacheVariable ? cache.FullName : here.Get(name), here.Home, localData: "", here.Platform);
            var options = NativeLibraryOptions.From(environment, variant: "linux-x64") with { Directory = null };

            string folder = await EnsureOrSkipAsync(options);

            Assert.True(NativeLibraryLocator.HasLlama(folder));
            Assert.Empty((await NativeVerifier.VerifyAsync(options, TestTimeouts.Token)).Problems);
        }
        finally
        {
            cache.Delete(recursive: true);
        }
    }

    private static async Task<string> EnsureOrSkipAsync(NativeLibraryOptions options)
    {
        using HttpClient client = NativeHttp.CreateClient();
        try
        {
            return await new NativeLibraryInstaller(options, client, TimeProvider.System).EnsureAsync(null, TestTimeouts.Token);
        }
        catch (NativeLibraryException error) when (error.Error == NativeLibraryError.Network)
        {
            Assert.Skip($"no network: {error.Message}");
            throw;
        }
    }
}
