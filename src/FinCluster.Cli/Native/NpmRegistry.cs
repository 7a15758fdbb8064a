namespace FinCluster.Cli.Native;

/// <summary>Where npm packages are downloaded from.</summary>
/// <param name="address">The registry, with a slash at the end.</param>
/// <param name="token">The bearer token to send to it; null for none. Never shown.</param>
internal sealed class NpmRegistry(Uri address, string? token)
{
    private const string Scope = "@node-llama-cpp";
    private static readonly Uri PublicRegistry = new("https://registry.npmjs.org/");

    /// <summary>Gets the registry, with a slash at the end.</summary>
    public Uri Address => address;

    /// <summary>Gets the bearer token to send to it; null for none.</summary>
    public string? Token => token;

    /// <summary>
    /// Finds the registry: <c>FINCLUSTER_NPM_REGISTRY</c>, else what npm would use: the scope's registry in <c>.npmrc</c>, the variable
    /// <c>npm_config_registry</c>, the registry in <c>.npmrc</c>, the public one.
    /// </summary>
    /// <exception cref="NativeLibraryException">A setting is not an http or https address.</exception>
    public static NpmRegistry Resolve(NativeEnvironment environment)
    {
        string? named = environment.Get("npm_config_userconfig") ?? environment.Get("NPM_CONFIG_USERCONFIG");
        NpmrcFile npmrc = NpmrcFile.Read(named ?? Path.Combine(environment.Home, ".npmrc"), environment);
        Uri address = FromSetting(NativeEnvironment.RegistryVariable, environment.Get(NativeEnvironment.RegistryVariable))
            ?? FromSetting($"{Scope}:registry in .npmrc", npmrc.Get($"{Scope}:registry"))
            ?? FromSetting("npm_config_registry", environment.Get("npm_config_registry") ?? environment.Get("NPM_CONFIG_REGISTRY"))
            ?? FromSetting("registry in .npmrc", npmrc.Get("registry"))
            ?? PublicRegistry;
        return new NpmRegistry(address, npmrc.TokenFor(address));
    }

    /// <summary>Gets the address of a package's tarball.</summary>
    public Uri TarballOf(NativePackage package, string version) =>
        new(Address, $"{package.Name}/-/{package.ShortName}-{version}.tgz");

    private static Uri? FromSetting(string setting, string? value)
    {
        if (value is null)
        {
            return null;
        }

        string folder = value.EndsWith('/') ? value : value + "/";
        return Uri.TryCreate(folder, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https"
            ? address
            : throw NativeLibraryException.BadRegistry(setting);
    }
}
