namespace FinCluster.Cli.Native;

/// <summary>What the machine and the user's environment say about native libraries.</summary>
/// <param name="read">Reads an environment variable.</param>
/// <param name="home">The user's home folder; empty when there is none.</param>
/// <param name="localData">The folder for a user's local application data on systems that have one; empty when there is none.</param>
/// <param name="platform">The operating system and processor.</param>
internal sealed class NativeEnvironment(Func<string, string?> read, string home, string localData, NativePlatform platform)
{
    /// <summary>Names a folder with the libraries; nothing is downloaded then.</summary>
    public const string DirectoryVariable = "FINCLUSTER_NATIVE_DIR";

    /// <summary>Names the folder that downloaded libraries are kept in.</summary>
    public const string CacheVariable = "FINCLUSTER_NATIVE_CACHE";

    /// <summary>Names the variant to use.</summary>
    public const string VariantVariable = "FINCLUSTER_NATIVE_VARIANT";

    /// <summary>Names the npm registry, before npm's own settings.</summary>
    public const string RegistryVariable = "FINCLUSTER_NPM_REGISTRY";

    // Read by HttpClient; only named here in error messages.
    private static readonly string[] ProxyVariables = ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY"];

    /// <summary>Gets the environment of this process.</summary>
    public static NativeEnvironment Current => new(
        Environment.GetEnvironmentVariable,
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData),
        NativePlatform.Current);

    /// <summary>Gets the user's home folder; empty when there is none.</summary>
    public string Home => home;

    /// <summary>Gets the operating system and processor.</summary>
    public NativePlatform Platform => platform;

    /// <summary>Gets the proxy variables that are set, without their values, which may hold a password.</summary>
    public IReadOnlyList<string> ProxiesSet =>
        [.. ProxyVariables.Where(name => Get(name) is not null || Get(name.ToLowerInvariant()) is not null)];

    /// <summary>Reads a variable; null when it is unset or empty.</summary>
    public string? Get(string name) => read(name) is { Length: > 0 } value ? value : null;

    /// <summary>Finds the folder that downloaded libraries are kept in. It need not exist.</summary>
    /// <exception cref="NativeLibraryException">Nothing says where it could be.</exception>
    public string CacheDirectory()
    {
        if (Get(CacheVariable) is { } named)
        {
            return Path.GetFullPath(named);
        }

        string parent = platform.Os is "win" or "mac" ? localData : UnixCache();
        return parent.Length > 0 ? Path.Combine(parent, "fincluster", "native") : throw NativeLibraryException.NoCacheFolder();
    }

    private string UnixCache()
    {
        // The XDG rules say that a relative path is to be ignored.
        if (Get("XDG_CACHE_HOME") is { } cache && Path.IsPathRooted(cache))
        {
            return cache;
        }

        return home.Length > 0 ? Path.Combine(home, ".cache") : "";
    }
}
