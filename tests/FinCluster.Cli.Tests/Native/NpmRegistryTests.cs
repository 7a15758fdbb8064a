using FinCluster.Cli.Native;

namespace FinCluster.Cli.Tests.Native;

public sealed class NpmRegistryTests : IDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("fincluster-home-");

    public static TheoryData<string, string, string> Settings => new()
    {
        // Variables, .npmrc, expected registry.
        { "", "", "https://registry.npmjs.org/" },
        { "", "registry=https://rc.example", "https://rc.example/" },
        { "npm_config_registry=https://env.example/npm", "registry=https://rc.example", "https://env.example/npm/" },
        { "NPM_CONFIG_REGISTRY=https://env.example", "", "https://env.example/" },
        { "npm_config_registry=https://env.example", "@node-llama-cpp:registry=https://scope.example/", "https://scope.example/" },
        {
            "FINCLUSTER_NPM_REGISTRY=http://own.example;npm_config_registry=https://env.example",
            "@node-llama-cpp:registry=https://scope.example/",
            "http://own.example/"
        },
    };

    [Theory]
    [MemberData(nameof(Settings))]
    public void Resolve_Settings_TakesTheFirst(string variables, string npmrc, string expected)
    {
        NpmRegistry registry = NpmRegistry.Resolve(Environment(variables, npmrc));

        Assert.Equal(expected, registry.Address.AbsoluteUri);
        Assert.Null(registry.Token);
    }

    [Fact]
    public void Resolve_UserConfigVariable_NamesTheFile()
    {
        string other = Path.Combine(_home.FullName, "other");
        File.WriteAllText(other, "registry=https://other.example/");

        NpmRegistry registry = NpmRegistry.Resolve(Environment($"npm_config_userconfig={other}", "registry=https://rc.example"));

        Assert.Equal("https://other.example/", registry.Address.AbsoluteUri);
    }

    [Theory]
    [InlineData("ftp://own.example")]
    [InlineData("own.example")]
    [InlineData("/a/path")]
    public void Resolve_NotAnHttpAddress_NamesTheSetting(string value)
    {
        var error = Assert.Throws<NativeLibraryException>(() => NpmRegistry.Resolve(Environment($"FINCLUSTER_NPM_REGISTRY={value}", "")));

        Assert.Equal(NativeLibraryError.Configuration, error.Error);
        Assert.Contains(NativeEnvironment.RegistryVariable, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TarballOf_ScopedPackage_HasNpmsForm()
    {
        var registry = new NpmRegistry(new Uri("https://a.example/npm/"), token: null);

        Uri address = registry.TarballOf(new NativePackage("@node-llama-cpp/linux-x64", "", 0, ""), "3.22.1");

        Assert.Equal("https://a.example/npm/@node-llama-cpp/linux-x64/-/linux-x64-3.22.1.tgz", address.AbsoluteUri);
    }

    public void Dispose() => _home.Delete(recursive: true);

    private NativeEnvironment Environment(string variables, string npmrc)
    {
        File.WriteAllText(Path.Combine(_home.FullName, ".npmrc"), npmrc);
        Dictionary<string, string> values = variables.Split(';', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        return new NativeEnvironment(values.GetValueOrDefault, _home.FullName, localData: "", new NativePlatform("linux", "x64"));
    }
}
