using FinCluster.Cli.Native;

namespace FinCluster.Cli.Tests.Native;

public sealed class NativeEnvironmentTests
{
    [Theory]
    [InlineData("linux", "", "/home/u/.cache/fincluster/native")]
    [InlineData("linux", "XDG_CACHE_HOME=/xdg", "/xdg/fincluster/native")]
    [InlineData("linux", "XDG_CACHE_HOME=relative", "/home/u/.cache/fincluster/native")]
    [InlineData("linux", "XDG_CACHE_HOME=/xdg;FINCLUSTER_NATIVE_CACHE=/own", "/own")]
    [InlineData("mac", "", "/local/fincluster/native")]
    [InlineData("win", "FINCLUSTER_NATIVE_CACHE=", "/local/fincluster/native")]
    public void CacheDirectory_Settings_TakesTheFirst(string os, string variables, string expected) =>
        Assert.Equal(expected, Create(os, "/home/u", variables).CacheDirectory());

    [Fact]
    public void CacheDirectory_NoHome_NamesTheVariable()
    {
        var error = Assert.Throws<NativeLibraryException>(() => Create("linux", home: "", "").CacheDirectory());

        Assert.Contains(NativeEnvironment.CacheVariable, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Current_ThisMachine_HasACacheFolder() => Assert.True(Path.IsPathRooted(NativeEnvironment.Current.CacheDirectory()));

    private static NativeEnvironment Create(string os, string home, string variables)
    {
        Dictionary<string, string> values = variables.Split(';', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        return new NativeEnvironment(values.GetValueOrDefault, home, localData: "/local", new NativePlatform(os, "x64"));
    }
}
