using System.ComponentModel.DataAnnotations;
using FinCluster.Core.Hosting;

namespace FinCluster.Node.Hosting;

/// <summary>How a node process serves its engines.</summary>
public sealed record NodeOptions : IValidatableObject
{
    /// <summary>The default of <see cref="ReportInterval"/>.</summary>
    public static readonly TimeSpan DefaultReportInterval = TimeSpan.FromMilliseconds(200);

    /// <summary>The default of <see cref="StallLimit"/>.</summary>
    public static readonly TimeSpan DefaultStallLimit = TimeSpan.FromSeconds(20);

    /// <summary>The default of <see cref="CanaryInterval"/>.</summary>
    public static readonly TimeSpan DefaultCanaryInterval = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan DefaultMinReportInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>Gets where gRPC is served.</summary>
    public required ListenAddress Grpc { get; init; }

    /// <summary>Gets how long a draining node waits for the answers that it has begun.</summary>
    /// <value>Default 30 seconds.</value>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets the longest time between two reports to a watcher. Gateways give a node up that is silent for 500 ms.</summary>
    /// <value>Default 200 milliseconds. Range 1 to 200 milliseconds: what gateways count on.</value>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:00.200")]
    public TimeSpan ReportInterval { get; init; } = DefaultReportInterval;

    /// <summary>Gets the shortest time between two reports, however much changes.</summary>
    /// <value>Default 50 milliseconds, or <see cref="ReportInterval"/> if that is shorter. Range 1 millisecond to <see cref="ReportInterval"/>.</value>
    public TimeSpan MinReportInterval
    {
        get => field > TimeSpan.Zero ? field : TimeSpan.FromTicks(Math.Min(DefaultMinReportInterval.Ticks, ReportInterval.Ticks));
        init => field = value > TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(value));
    }

    /// <summary>Gets how long an engine may have work without a token before the node counts as lost.</summary>
    /// <value>Default 20 seconds. Range 100 milliseconds to 1 hour; longer than the longest call of the model.</value>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan StallLimit { get; init; } = DefaultStallLimit;

    /// <summary>Gets how long an engine has nothing to do before it is asked for a token to see whether one comes.</summary>
    /// <value>Default 30 seconds. Range 0, never, to 1 day.</value>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan CanaryInterval { get; init; } = DefaultCanaryInterval;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (MinReportInterval > ReportInterval || MinReportInterval < TimeSpan.FromMilliseconds(1))
        {
            yield return new ValidationResult(
                $"{nameof(MinReportInterval)} must be between 1 ms and {nameof(ReportInterval)}, it is {MinReportInterval}", [nameof(MinReportInterval)]);
        }
    }
}
