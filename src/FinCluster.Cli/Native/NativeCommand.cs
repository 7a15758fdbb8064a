using System.CommandLine;

namespace FinCluster.Cli.Native;

/// <summary>The command <c>fincluster native</c>: the llama.cpp libraries. Exit code 0, or 1 after a message on standard error.</summary>
internal static class NativeCommand
{
    /// <summary>Makes the command over the environment of this process.</summary>
    public static Command Create() => Create(() => NativeEnvironment.Current);

    /// <summary>Makes the command over an environment, which is read when the command runs.</summary>
    public static Command Create(Func<NativeEnvironment> environment) => new("native", "Install, list and verify the llama.cpp libraries")
    {
        NativeInstallCommand.Create(environment),
        NativeListCommand.Create(environment),
        NativeVerifyCommand.Create(environment),
    };

    /// <summary>Makes the option that names a variant.</summary>
    public static Option<string?> VariantOption() => new("--variant")
    {
        Description = "The build to use, e.g. linux-x64-cuda (see 'native list'); default "
            + $"${NativeEnvironment.VariantVariable}, else the platform's CPU build",
        HelpName = "name",
    };

    /// <summary>Makes the option that names a folder with libraries; also for the commands that load a model.</summary>
    public static Option<string?> DirectoryOption() => new("--native-dir")
    {
        Description = $"A folder with llama.cpp libraries to use as it is; default ${NativeEnvironment.DirectoryVariable}, else the cache",
        HelpName = "folder",
    };

    /// <summary>Makes the option that asks for JSON on standard output.</summary>
    public static Option<bool> JsonOption() => new("--json") { Description = "Print JSON" };

    /// <summary>Runs an action's body; a missing library or a cancellation becomes a line on standard error and exit code 1.</summary>
    public static async Task<int> RunAsync(ParseResult parsed, Func<Task<int>> body)
    {
        try
        {
            return await body();
        }
        catch (NativeLibraryException error)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync($"fincluster: {error.Message}");
            return 1;
        }
        catch (OperationCanceledException)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync("fincluster: cancelled");
            return 1;
        }
    }
}
