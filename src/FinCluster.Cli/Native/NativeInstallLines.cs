using System.Globalization;

namespace FinCluster.Cli.Native;

/// <summary>Shows an installation as plain lines: one per phase, and one per quarter of the download.</summary>
internal sealed class NativeInstallLines(TextWriter output) : IProgress<NativeInstallProgress>
{
    private const int Quarters = 4;
    private NativeInstallPhase? _phase;
    private long _quarter;

    /// <inheritdoc/>
    public void Report(NativeInstallProgress value)
    {
        long quarter = value.TotalBytes > 0 ? value.Bytes * Quarters / value.TotalBytes : 0;
        if (value.Phase == _phase && (value.Phase != NativeInstallPhase.Downloading || quarter == _quarter))
        {
            return;
        }

        (_phase, _quarter) = (value.Phase, quarter);
        output.WriteLine($"llama.cpp {value.Variant}: {Describe(value, quarter)}");
    }

    private static string Describe(NativeInstallProgress value, long quarter) => value.Phase switch
    {
        NativeInstallPhase.Waiting => "another process is installing it, waiting",
        NativeInstallPhase.Downloading => string.Create(
            CultureInfo.InvariantCulture, $"downloading {value.TotalBytes / 1e6:0.0} MB, {quarter * 100 / Quarters} %"),
        NativeInstallPhase.Unpacking => "unpacking",
        _ => "installed",
    };
}
