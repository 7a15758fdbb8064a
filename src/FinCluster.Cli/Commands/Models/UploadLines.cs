using System.Globalization;
using FinCluster.Cli.Serving;

namespace FinCluster.Cli.Commands.Models;

/// <summary>Shows an upload as plain lines: one for each quarter, and one for each time that the connection breaks.</summary>
internal sealed class UploadLines(TextWriter output, string name) : IProgress<UploadProgress>
{
    private const int Quarters = 4;

    // What is smaller is there before anybody asks where it is.
    private const long LeastBytes = 1_000_000;

    private long _quarter;

    /// <inheritdoc/>
    public void Report(UploadProgress value)
    {
        if (value.Interruption is { } interruption)
        {
            output.WriteLine($"{name}: interrupted ({interruption}), going on");
            return;
        }

        long quarter = value.Bytes * Quarters / value.TotalBytes;
        if (quarter > _quarter && value.TotalBytes >= LeastBytes)
        {
            _quarter = quarter;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {value.Bytes / 1e6:0.0} of {value.TotalBytes / 1e6:0.0} MB"));
        }
    }
}
