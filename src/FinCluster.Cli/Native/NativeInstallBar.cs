using Spectre.Console;

namespace FinCluster.Cli.Native;

/// <summary>Shows an installation as one bar.</summary>
internal sealed class NativeInstallBar(ProgressContext context) : IProgress<NativeInstallProgress>
{
    private ProgressTask? _task;

    /// <inheritdoc/>
    public void Report(NativeInstallProgress value)
    {
        _task ??= context.AddTask("llama.cpp", maxValue: value.TotalBytes);
        _task.Description = Markup.Escape($"llama.cpp {value.Variant}: {Describe(value.Phase)}");
        _task.Value = value.Phase == NativeInstallPhase.Installed ? value.TotalBytes : value.Bytes;
    }

    private static string Describe(NativeInstallPhase phase) => phase switch
    {
        NativeInstallPhase.Waiting => "another process is installing it",
        NativeInstallPhase.Downloading => "downloading",
        NativeInstallPhase.Unpacking => "unpacking",
        _ => "installed",
    };
}
