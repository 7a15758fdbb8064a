namespace FinCluster.Cli.Commands;

/// <summary>How the program ends.</summary>
internal static class ExitCodes
{
    /// <summary>It did what it was asked.</summary>
    public const int Ok = 0;

    /// <summary>It could not; the reason is on standard error.</summary>
    public const int Error = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>It was interrupted, as shells count it.</summary>
    public const int Interrupted = 130;
}
