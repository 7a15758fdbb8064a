namespace FinCluster.Cli.Native;

/// <summary>One npm package with native libraries.</summary>
/// <param name="Name">Its npm name with the scope, <c>@scope/name</c>.</param>
/// <param name="Integrity">The hash of its tarball: <c>sha512-</c> and base64, as npm writes it.</param>
/// <param name="Size">The size of its tarball, in bytes.</param>
/// <param name="Folder">The folder of the tarball that holds the libraries, without a slash at the end.</param>
internal sealed record NativePackage(string Name, string Integrity, long Size, string Folder)
{
    /// <summary>Gets the name without the scope.</summary>
    public string ShortName => Name[(Name.IndexOf('/', StringComparison.Ordinal) + 1)..];
}
