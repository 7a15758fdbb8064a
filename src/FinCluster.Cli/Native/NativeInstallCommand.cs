using System.CommandLine;
using System.Text.Json;

namespace FinCluster.Cli.Native;

/// <summary><c>fincluster native install</c>.</summary>
internal static class NativeInstallCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(Func<NativeEnvironment> environment)
    {
        Option<string?> variant = NativeCommand.VariantOption();
        Option<string?> directory = NativeCommand.DirectoryOption();
        Option<bool> force = new("--force") { Description = "Install again over what is there" };
        Option<bool> json = NativeCommand.JsonOption();
        var command = new Command("install", "Download the pinned llama.cpp libraries, unless they are there")
        {
            variant, directory, force, json,
        };
        command.SetAction((parsed, cancellationToken) => NativeCommand.RunAsync(parsed, async () =>
        {
            var options = NativeLibraryOptions.From(environment(), parsed.GetValue(directory), parsed.GetValue(variant));
            NativeInstallReport report = await InstallAsync(
                options, parsed.GetValue(force), parsed.InvocationConfiguration.Error, cancellationToken);
            await parsed.InvocationConfiguration.Output.WriteLineAsync(
                parsed.GetValue(json) ? JsonSerializer.Serialize(report, NativeJson.Default.NativeInstallReport) : Describe(report));
            return 0;
        }));
        return command;
    }

    private static async Task<NativeInstallReport> InstallAsync(
        NativeLibraryOptions options, bool force, TextWriter error, CancellationToken cancellationToken)
    {
        string? variant = options.Directory is null ? options.SelectVariant().Name : null;
        if (!force && NativeLibraryLocator.TryLocate(options) is { } present)
        {
            return new NativeInstallReport(variant, present, options.Pins.LlamaVersion, Downloaded: false);
        }

        using HttpClient client = NativeHttp.CreateClient();
        var installer = new NativeLibraryInstaller(options, client, TimeProvider.System);
        bool interactive = ReferenceEquals(error, Console.Error) && !Console.IsErrorRedirected;
        string folder = await NativeInstallConsole.RunAsync(
            progress => force ? installer.ReinstallAsync(progress, cancellationToken) : installer.EnsureAsync(progress, cancellationToken),
            error, interactive);
        return new NativeInstallReport(variant, folder, options.Pins.LlamaVersion, Downloaded: true);
    }

    private static string Describe(NativeInstallReport report) => report switch
    {
        { Variant: null } => $"using the llama.cpp libraries in {report.Folder}",
        { Downloaded: true } => $"{report.Variant} (llama.cpp {report.LlamaVersion}) is installed in {report.Folder}",
        _ => $"{report.Variant} (llama.cpp {report.LlamaVersion}) was already installed in {report.Folder}",
    };
}
