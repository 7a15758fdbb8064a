using System.Globalization;
using FinCluster.Training.Runs;

namespace FinCluster.Cli.Training;

/// <summary>Shows a training as plain lines: the first and the last step, and one every ten seconds.</summary>
internal sealed class TrainingLines(TextWriter output, TimeProvider time) : IProgress<TrainingProgress>
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private long? _written;

    /// <summary>Puts a state into words.</summary>
    public static string Describe(TrainingProgress value)
    {
        // Until the speed is known nobody can say how many steps fit into the time.
        bool settled = value.Steps < int.MaxValue;
        string steps = settled ? $"{value.Step}/{value.Steps}" : $"{value.Step}";
        string remaining = settled ? string.Create(CultureInfo.InvariantCulture, $", {value.Remaining:hh\\:mm\\:ss} left") : "";
        return string.Create(
            CultureInfo.InvariantCulture, $"step {steps}, loss {value.MeanLoss:0.0000}, {value.TokensPerSecond:0} tokens/s{remaining}");
    }

    /// <inheritdoc/>
    public void Report(TrainingProgress value)
    {
        if (_written is { } last && value.Step < value.Steps && time.GetElapsedTime(last) < Interval)
        {
            return;
        }

        _written = time.GetTimestamp();
        output.WriteLine(Describe(value));
    }
}
