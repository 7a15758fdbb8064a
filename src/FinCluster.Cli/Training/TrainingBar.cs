using FinCluster.Training.Runs;
using Spectre.Console;

namespace FinCluster.Cli.Training;

/// <summary>Shows a training as a bar.</summary>
internal sealed class TrainingBar(ProgressTask task) : IProgress<TrainingProgress>
{
    /// <inheritdoc/>
    public void Report(TrainingProgress value)
    {
        task.MaxValue = value.Steps;
        task.Value = value.Step;
        task.Description = Markup.Escape(TrainingLines.Describe(value));
    }
}
