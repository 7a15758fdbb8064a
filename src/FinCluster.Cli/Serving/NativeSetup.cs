using FinCluster.Cli.Native;

namespace FinCluster.Cli.Serving;

/// <summary>Makes sure that the native library is there before something needs it.</summary>
internal static class NativeSetup
{
    /// <summary>Finds the library, or downloads it and shows how far that is.</summary>
    /// <exception cref="NativeLibraryException">It is not to be had; the message says why and what to do.</exception>
    public static async Task<string> EnsureAsync(NativeLibraryOptions options, TextWriter error, CancellationToken cancellationToken)
    {
        if (NativeLibraryLocator.TryLocate(options) is { } present)
        {
            return present;
        }

        using HttpClient client = NativeHttp.CreateClient();
        var installer = new NativeLibraryInstaller(options, client, TimeProvider.System);
        bool interactive = ReferenceEquals(error, Console.Error) && !Console.IsErrorRedirected;
        return await NativeInstallConsole.RunAsync(progress => installer.EnsureAsync(progress, cancellationToken), error, interactive);
    }
}
