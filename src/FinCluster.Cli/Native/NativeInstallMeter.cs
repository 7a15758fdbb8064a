namespace FinCluster.Cli.Native;

/// <summary>Turns what single downloads have received into the progress of the whole. Used by one thread at a time.</summary>
internal sealed class NativeInstallMeter(IProgress<NativeInstallProgress>? progress, string variant, long totalBytes)
{
    private long _finished;
    private long _shown;

    /// <summary>Enters a phase.</summary>
    public void Enter(NativeInstallPhase phase) => progress?.Report(new NativeInstallProgress(phase, variant, _shown, totalBytes));

    /// <summary>Shows how much of the current package has come. A download that began again shows nothing until it is ahead.</summary>
    public void Received(long packageBytes)
    {
        if (_finished + packageBytes > _shown)
        {
            _shown = _finished + packageBytes;
            Enter(NativeInstallPhase.Downloading);
        }
    }

    /// <summary>Adds a package that has come wholly.</summary>
    public void Finished(long packageBytes)
    {
        _finished += packageBytes;
        Received(0);
    }
}
