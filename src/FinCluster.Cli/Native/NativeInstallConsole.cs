using System.Globalization;
using Spectre.Console;

namespace FinCluster.Cli.Native;

/// <summary>Shows an installation: a bar on a terminal, a few lines elsewhere, nothing when nothing has to be installed.</summary>
internal static class NativeInstallConsole
{
    /// <summary>Gets the folder with the libraries, and installs them first if they are not there, shown on standard error.</summary>
    /// <exception cref="NativeLibraryException">They cannot be had; the message says what to do.</exception>
    public static async Task<string> EnsureAsync(NativeLibraryOptions options, CancellationToken cancellationToken)
    {
        if (NativeLibraryLocator.TryLocate(options) is { } folder)
        {
            return folder;
        }

        using HttpClient client = NativeHttp.CreateClient();
        var installer = new NativeLibraryInstaller(options, client, TimeProvider.System);
        return await RunAsync(progress => installer.EnsureAsync(progress, cancellationToken), Console.Error, !Console.IsErrorRedirected);
    }

    /// <summary>Shows one installation.</summary>
    /// <param name="install">What installs; its result is returned.</param>
    /// <param name="output">Where to write to.</param>
    /// <param name="interactive">Whether <paramref name="output"/> is a terminal.</param>
    public static Task<string> RunAsync(
        Func<IProgress<NativeInstallProgress>, Task<string>> install, TextWriter output, bool interactive) =>
        interactive ? RunWithBarAsync(install, output) : install(new NativeInstallLines(output));

    private static async Task<string> RunWithBarAsync(Func<IProgress<NativeInstallProgress>, Task<string>> install, TextWriter output)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        string folder = "";
        await console.Progress()
            .AutoClear(true)
            .Columns(
                new SpinnerColumn(),
                new TaskDescriptionColumn(),
                new ProgressBarColumn(),
                new DownloadedColumn { Culture = CultureInfo.InvariantCulture },
                new TransferSpeedColumn { Culture = CultureInfo.InvariantCulture })
            .StartAsync(async context => folder = await install(new NativeInstallBar(context)));
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[green]native library ready[/] {folder}");
        return folder;
    }
}
