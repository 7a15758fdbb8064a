using System.Text.RegularExpressions;

namespace FinCluster.Cli.Native;

/// <summary>The settings of an <c>.npmrc</c> file as far as a download needs them: <c>key = value</c> and <c>${VARIABLE}</c>.</summary>
internal sealed partial class NpmrcFile
{
    private readonly Dictionary<string, string> _settings = new(StringComparer.Ordinal);

    private NpmrcFile()
    {
    }

    /// <summary>Reads a file. One that is missing or unreadable has no settings, as npm sees it.</summary>
    public static NpmrcFile Read(string path, NativeEnvironment environment)
    {
        try
        {
            return Parse(File.ReadAllText(path), environment);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new NpmrcFile();
        }
    }

    /// <summary>Reads a file's text. The last setting of a key counts.</summary>
    public static NpmrcFile Parse(string text, NativeEnvironment environment)
    {
        var file = new NpmrcFile();
        foreach (string line in text.Split('\n', StringSplitOptions.TrimEntries))
        {
            int equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && line[0] is not ('#' or ';' or '['))
            {
                string key = Expand(line[..equals].TrimEnd(), environment);
                file._settings[key] = Expand(Unquote(line[(equals + 1)..].TrimStart()), environment);
            }
        }

        return file;
    }

    /// <summary>Gets a setting; null when it is absent or empty.</summary>
    public string? Get(string key) => _settings.TryGetValue(key, out string? value) && value.Length > 0 ? value : null;

    /// <summary>
    /// Gets the token for a registry: the one of its host and path, or of the nearest path above it, so that
    /// <c>//host/:_authToken</c> is good for <c>https://host/npm/</c>.
    /// </summary>
    public string? TokenFor(Uri registry)
    {
        for (string path = registry.AbsolutePath; ;)
        {
            if (Get($"//{registry.Authority}{path}:_authToken") is { } token)
            {
                return token;
            }

            if (path == "/")
            {
                return null;
            }

            path = path[..(path.TrimEnd('/').LastIndexOf('/') + 1)];
        }
    }

    private static string Unquote(string value) =>
        value.Length >= 2 && value[0] is '"' or '\'' && value[^1] == value[0] ? value[1..^1] : value;

    // npm leaves a reference to an unset variable as it is.
    private static string Expand(string value, NativeEnvironment environment) =>
        Reference().Replace(value, match => environment.Get(match.Groups[1].Value) ?? match.Value);

    [GeneratedRegex(@"\$\{([^}]+)\}")]
    private static partial Regex Reference();
}
