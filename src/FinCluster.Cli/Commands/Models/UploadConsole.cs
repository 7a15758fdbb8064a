using System.CommandLine;
using System.Globalization;
using FinCluster.Cli.Serving;
using Spectre.Console;

namespace FinCluster.Cli.Commands.Models;

/// <summary>Shows on standard error how far a file has come: a bar on a terminal, a line for each quarter elsewhere.</summary>
internal static class UploadConsole
{
    /// <summary>Runs an upload.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="name">How the file is called.</param>
    /// <param name="upload">Uploads it.</param>
    public static Task<T> RunAsync<T>(ParseResult parsed, string name, Func<IProgress<UploadProgress>, Task<T>> upload)
    {
        TextWriter error = parsed.InvocationConfiguration.Error;
        bool interactive = ReferenceEquals(error, Console.Error) && !Console.IsErrorRedirected;
        return interactive ? RunWithBarAsync(error, name, upload) : upload(new UploadLines(error, name));
    }

    private static async Task<T> RunWithBarAsync<T>(TextWriter output, string name, Func<IProgress<UploadProgress>, Task<T>> upload)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        return await console.Progress()
            .AutoClear(true)
            .Columns(
                new SpinnerColumn(),
                new TaskDescriptionColumn(),
                new ProgressBarColumn(),
                new DownloadedColumn { Culture = CultureInfo.InvariantCulture },
                new TransferSpeedColumn { Culture = CultureInfo.InvariantCulture })
            .StartAsync(context => upload(new UploadBar(context.AddTask(Markup.Escape(name)))));
    }

    private sealed class UploadBar(ProgressTask task) : IProgress<UploadProgress>
    {
        public void Report(UploadProgress value)
        {
            task.MaxValue = value.TotalBytes;
            task.Value = value.Bytes;
        }
    }
}
