using FinCluster.Cli.Commands;

namespace FinCluster.Cli.Client;

/// <summary>Reads the HTTP address of a gateway, as options name it.</summary>
internal static class HttpAddress
{
    /// <summary>Reads <c>host:port</c> or a URL; the address ends with <c>/</c>.</summary>
    /// <param name="option">The option that names it.</param>
    /// <param name="text">What it says.</param>
    /// <exception cref="UsageException">It is none.</exception>
    public static Uri Parse(string option, string text) =>
        Uri.TryCreate((text.Contains("://", StringComparison.Ordinal) ? text : "http://" + text).TrimEnd('/') + "/", UriKind.Absolute, out Uri? uri)
        && uri.Scheme is "http" or "https"
            ? uri!
            : throw new UsageException($"{option} '{text}' is no host:port");
}
