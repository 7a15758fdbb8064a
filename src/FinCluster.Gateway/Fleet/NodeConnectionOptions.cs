using System.ComponentModel.DataAnnotations;

namespace FinCluster.Gateway.Fleet;

/// <summary>How the gateway keeps in touch with nodes: time limits, retries and circuit breakers of everything but generation.</summary>
/// <remarks>An answer is not repeated by these rules; the dispatcher carries it over the loss of a node.</remarks>
public sealed class NodeConnectionOptions : IValidatableObject
{
    /// <summary>Gets or sets how long a node may be silent before it is suspected to be lost.</summary>
    /// <value>Default 500 milliseconds. Range 100 milliseconds to 1 minute; nodes report at least every 200 milliseconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan ReportTimeout { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Gets or sets how long a node must be silent before its connection is given up, and before an answer that suspicion has moved
    /// once is moved again.
    /// </summary>
    /// <value>Default 2 seconds. Range 200 milliseconds to 5 minutes, more than <see cref="ReportTimeout"/>.</value>
    [Range(typeof(TimeSpan), "00:00:00.200", "00:05:00")]
    public TimeSpan ConfirmedSilence { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Gets or sets how long a call may take, and a watch until its first report.</summary>
    /// <value>Default 2 seconds. Range 50 milliseconds to 1 minute.</value>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Gets or sets how often a call is repeated. A watch is repeated for ever.</summary>
    /// <value>Default 1. Range 1 to 10.</value>
    [Range(1, 10)]
    public int CallRetries { get; set; } = 1;

    /// <summary>Gets or sets the mean pause before the first repetition; each further one is twice as long, with jitter.</summary>
    /// <value>Default 50 milliseconds. Range 1 millisecond to 10 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:10")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Gets or sets the longest pause.</summary>
    /// <value>Default 1 second. Range 1 millisecond to 1 minute, no less than <see cref="RetryDelay"/>.</value>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets or sets after how many failures in a row, within <see cref="BreakerWindow"/>, a node is left alone.</summary>
    /// <value>Default 5. Range 2 to 1,000.</value>
    [Range(2, 1_000)]
    public int BreakerFailures { get; set; } = 5;

    /// <summary>Gets or sets the time over which failures count.</summary>
    /// <value>Default 30 seconds. Range 500 milliseconds to 10 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:00.500", "00:10:00")]
    public TimeSpan BreakerWindow { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets how long a node is left alone.</summary>
    /// <value>Default 1 second. Range 500 milliseconds to 10 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:00.500", "00:10:00")]
    public TimeSpan BreakDuration { get; set; } = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (ConfirmedSilence <= ReportTimeout)
        {
            yield return new ValidationResult(
                $"{nameof(ConfirmedSilence)} must be more than {nameof(ReportTimeout)}, it is {ConfirmedSilence}", [nameof(ConfirmedSilence)]);
        }

        if (MaxRetryDelay < RetryDelay)
        {
            yield return new ValidationResult(
                $"{nameof(MaxRetryDelay)} must be no less than {nameof(RetryDelay)}, it is {MaxRetryDelay}", [nameof(MaxRetryDelay)]);
        }
    }
}
