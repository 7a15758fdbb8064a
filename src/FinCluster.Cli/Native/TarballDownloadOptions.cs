namespace FinCluster.Cli.Native;

/// <summary>How patient a download is.</summary>
internal sealed record TarballDownloadOptions
{
    /// <summary>Gets the pauses before the second, third, ... attempt. There is one attempt more than there are pauses.</summary>
    /// <value>Default 1 and 3 seconds: long enough for a restarting proxy, short enough for somebody who is offline.</value>
    public IReadOnlyList<TimeSpan> RetryDelays { get; init; } = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3)];

    /// <summary>Gets how long a registry may send nothing before the attempt counts as broken.</summary>
    /// <value>Default 30 seconds.</value>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
