using System.Net;

namespace FinCluster.Cli.Native;

/// <summary>There is no native library to use. The message is for the user and says what to do; it holds no secret.</summary>
internal sealed class NativeLibraryException(NativeLibraryError error, string message, Exception? inner = null) : Exception(message, inner)
{
    private const string UseFolder = $"or set {NativeEnvironment.DirectoryVariable} (or --native-dir) to a folder that holds the libraries";

    /// <summary>Gets the kind of failure.</summary>
    public NativeLibraryError Error { get; } = error;

    /// <summary>No pinned build is for this platform.</summary>
    public static NativeLibraryException UnsupportedPlatform(NativePlatform platform, IEnumerable<string> variants) => new(
        NativeLibraryError.Unsupported,
        $"no llama.cpp build is pinned for {platform}; there are {string.Join(", ", variants)}. Name one with --variant, {UseFolder}.");

    /// <summary>The user named a variant that does not exist.</summary>
    public static NativeLibraryException UnknownVariant(string name, IEnumerable<string> variants) => new(
        NativeLibraryError.Unsupported, $"there is no variant '{name}'; there are {string.Join(", ", variants)}.");

    /// <summary>Neither a home nor a cache folder is known.</summary>
    public static NativeLibraryException NoCacheFolder() => new(
        NativeLibraryError.Configuration,
        $"no folder to keep the native library in: there is no home folder. Set {NativeEnvironment.CacheVariable}, {UseFolder}.");

    /// <summary>The registry setting is no address.</summary>
    public static NativeLibraryException BadRegistry(string setting) => new(
        NativeLibraryError.Configuration, $"{setting} must be an http or https address.");

    /// <summary>The variant is not in the cache.</summary>
    public static NativeLibraryException NotInstalled(string variant, string folder) => new(
        NativeLibraryError.NotInstalled,
        $"the native library {variant} is not installed, or not wholly, in {folder}. Run 'fincluster native install', {UseFolder}.");

    /// <summary>The folder that the user named holds no llama.cpp.</summary>
    public static NativeLibraryException NoLibraryIn(string folder) => new(
        NativeLibraryError.NotInstalled,
        Directory.Exists(folder)
            ? $"{folder} holds no libllama (libllama*.so, libllama*.dylib or llama*.dll); name the folder of a llama.cpp build."
            : $"the folder {folder} does not exist; name the folder of a llama.cpp build.");

    /// <summary>The user asked to replace the libraries of a folder that is not the cache's.</summary>
    public static NativeLibraryException FolderIsYours(string folder) => new(
        NativeLibraryError.Configuration,
        $"{folder} is named by {NativeEnvironment.DirectoryVariable} or --native-dir and is never written to;"
        + " unset it to install into the cache.");

    /// <summary>The registry could not be reached, or every attempt broke.</summary>
    public static NativeLibraryException Unreachable(Uri address, NativeEnvironment environment, int attempts, Exception cause)
    {
        string proxies = environment.ProxiesSet is { Count: > 0 } set
            ? $"set: {string.Join(", ", set)}"
            : "HTTPS_PROXY, HTTP_PROXY and NO_PROXY are not set";
        return new(
            NativeLibraryError.Network,
            $"cannot download the native library from {address.Authority} ({attempts} attempts; {cause.Message})."
            + $" Check the network and the proxy variables ({proxies}), set {NativeEnvironment.RegistryVariable} to a mirror, {UseFolder}.",
            cause);
    }

    /// <summary>The registry answered with a status that trying again does not change.</summary>
    public static NativeLibraryException Refused(Uri address, HttpStatusCode status) => new(
        NativeLibraryError.Registry,
        status switch
        {
            HttpStatusCode.NotFound or HttpStatusCode.Gone =>
                $"{WithoutUser(address)} does not exist (HTTP {(int)status}): this registry lacks the package."
                + $" Set {NativeEnvironment.RegistryVariable} to one that has it, {UseFolder}.",
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden =>
                $"{address.Authority} refused the download (HTTP {(int)status}). Check the _authToken of this registry in ~/.npmrc.",
            HttpStatusCode.ProxyAuthenticationRequired =>
                $"the proxy asks for a user and password (HTTP {(int)status}). Put them into HTTPS_PROXY.",
            _ => $"{WithoutUser(address)} answered HTTP {(int)status}."
                + $" Set {NativeEnvironment.RegistryVariable} to another registry, {UseFolder}.",
        });

    /// <summary>The tarball is not the pinned one.</summary>
    public static NativeLibraryException WrongIntegrity(string package, Uri address, string expected, string actual) => new(
        NativeLibraryError.Integrity,
        $"{package} from {address.Authority} is not the pinned one: expected {expected}, got {actual}. Nothing was installed."
        + $" A proxy or mirror may have changed it; set {NativeEnvironment.RegistryVariable} to another registry.");

    /// <summary>The tarball has the pinned hash and is not a package that may be unpacked.</summary>
    public static NativeLibraryException BadPackage(string package, string why, Exception? cause = null) => new(
        NativeLibraryError.Integrity, $"{package} cannot be unpacked: {why}. Nothing was installed.", cause);

    /// <summary>The cache cannot be written.</summary>
    public static NativeLibraryException CannotWrite(string folder, Exception cause) => new(
        NativeLibraryError.Storage,
        IsDiskFull(cause)
            ? $"the disk of {folder} is full. Free some space, or set {NativeEnvironment.CacheVariable} to a folder on another disk."
            : $"cannot write to {folder} ({cause.Message}). Make it writable, or set {NativeEnvironment.CacheVariable} to another folder.",
        cause);

    private static string WithoutUser(Uri address) =>
        address.GetComponents(UriComponents.HttpRequestUrl & ~UriComponents.UserInfo, UriFormat.UriEscaped);

    // ENOSPC and EDQUOT as .NET reports them on Unix, ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL on Windows.
    private static bool IsDiskFull(Exception error) =>
        error.HResult is 28 or 122 || (error.HResult & 0xFFFF0000) == 0x80070000 && (error.HResult & 0xFFFF) is 0x70 or 0x27;
}
