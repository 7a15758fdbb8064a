using System.CommandLine;
using FinCluster.Training.Runs;
using Spectre.Console;

namespace FinCluster.Cli.Training;

/// <summary>Shows a training on standard error: a bar on a terminal, a line now and then elsewhere.</summary>
internal static class TrainingConsole
{
    /// <summary>Runs a training on a thread of its own.</summary>
    public static Task<T> RunAsync<T>(ParseResult parsed, Func<IProgress<TrainingProgress>, T> train)
    {
        TextWriter error = parsed.InvocationConfiguration.Error;
        bool interactive = ReferenceEquals(error, Console.Error) && !Console.IsErrorRedirected;
        return interactive ? RunWithBarAsync(error, train) : StartAsync(train, new TrainingLines(error, TimeProvider.System));
    }

    private static async Task<T> RunWithBarAsync<T>(TextWriter output, Func<IProgress<TrainingProgress>, T> train)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        return await console.Progress()
            .AutoClear(true)
            .Columns(new SpinnerColumn(), new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn())
            .StartAsync(context => StartAsync(train, new TrainingBar(context.AddTask("training"))));
    }

    private static Task<T> StartAsync<T>(Func<IProgress<TrainingProgress>, T> train, IProgress<TrainingProgress> progress) =>
        Task.Factory.StartNew(() => train(progress), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
