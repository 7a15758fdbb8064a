using FinCluster.Cli.Native;

namespace FinCluster.Cli.Tests.Native;

public sealed class NativeInstallConsoleTests
{
    [Fact]
    public async Task RunAsync_NoTerminal_WritesALinePerPhaseAndQuarter()
    {
        using var output = new StringWriter();

        string folder = await NativeInstallConsole.RunAsync(Install, output, interactive: false);

        Assert.Equal("/folder", folder);
        Assert.Equal(
            [
                "llama.cpp test: another process is installing it, waiting", "llama.cpp test: downloading 1.0 MB, 0 %",
                "llama.cpp test: downloading 1.0 MB, 50 %", "llama.cpp test: downloading 1.0 MB, 100 %", "llama.cpp test: unpacking",
                "llama.cpp test: installed",
            ],
            output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task RunAsync_Terminal_EndsWithTheFolder()
    {
        using var output = new StringWriter();

        await NativeInstallConsole.RunAsync(Install, output, interactive: true);

        Assert.EndsWith("native library ready /folder", output.ToString().TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_Failure_ComesThrough() => await Assert.ThrowsAsync<NativeLibraryException>(
        () => NativeInstallConsole.RunAsync(_ => throw NativeLibraryException.NoCacheFolder(), TextWriter.Null, interactive: true));

    private static Task<string> Install(IProgress<NativeInstallProgress> progress)
    {
        progress.Report(new(NativeInstallPhase.Waiting, "test", 0, 1_000_000));
        foreach (long bytes in (long[])[1, 100_000, 500_000, 600_000, 1_000_000])
        {
            progress.Report(new(NativeInstallPhase.Downloading, "test", bytes, 1_000_000));
        }

        progress.Report(new(NativeInstallPhase.Unpacking, "test", 1_000_000, 1_000_000));
        progress.Report(new(NativeInstallPhase.Installed, "test", 1_000_000, 1_000_000));
        return Task.FromResult("/folder");
    }
}
