namespace FinCluster.Core.Tenants;

/// <summary>What a tenant may use. A limit that is null does not exist.</summary>
public sealed record TenantLimits
{
    /// <summary>The largest <see cref="RequestsPerSecond"/>; with it a bucket's level still is an integer that a double holds exactly.</summary>
    public const decimal MaxRequestsPerSecond = 1_000_000m;

    /// <summary>The largest <see cref="TokensPerMinute"/>, for the same reason.</summary>
    public const long MaxTokensPerMinute = 100_000_000;

    /// <summary>The largest <see cref="ConcurrentStreams"/>.</summary>
    public const int MaxConcurrentStreams = 1_000_000;

    /// <summary>The largest <see cref="MonthlyTokens"/>: 10^15.</summary>
    public const long MaxMonthlyTokens = 1_000_000_000_000_000;

    /// <summary>The largest <see cref="Weight"/>.</summary>
    public const int MaxWeight = 1_000;

    /// <summary>The limits of a tenant that has none.</summary>
    public static readonly TenantLimits None = new();

    /// <summary>Gets how many generations and embedding requests begin in a second, on average; a burst may have one second's worth, at least one.</summary>
    /// <value>Default null. 0.001 to <see cref="MaxRequestsPerSecond"/>, in steps of 0.001.</value>
    public decimal? RequestsPerSecond { get; init; }

    /// <summary>Gets how many tokens, of input and output together, are used in a minute, on average; a burst may have one minute's worth.</summary>
    /// <value>Default null. 1 to <see cref="MaxTokensPerMinute"/>.</value>
    public long? TokensPerMinute { get; init; }

    /// <summary>Gets how many generations are under way at once, waiting ones included.</summary>
    /// <value>Default null. 1 to <see cref="MaxConcurrentStreams"/>.</value>
    public int? ConcurrentStreams { get; init; }

    /// <summary>Gets how many tokens, of input and output together, are used in a calendar month of UTC.</summary>
    /// <value>Default null. 0 to <see cref="MaxMonthlyTokens"/>; 0 stops the tenant.</value>
    public long? MonthlyTokens { get; init; }

    /// <summary>Gets the class of requests that name none.</summary>
    /// <value>Default <see cref="SloClass.Standard"/>. Not more urgent than <see cref="HighestClass"/>.</value>
    public SloClass DefaultClass { get; init; } = SloClass.Standard;

    /// <summary>Gets the most urgent class that a request may name.</summary>
    /// <value>Default <see cref="SloClass.Standard"/>.</value>
    public SloClass HighestClass { get; init; } = SloClass.Standard;

    /// <summary>Gets the tenant's share of a class's capacity relative to other tenants'.</summary>
    /// <value>Default 1. 1 to <see cref="MaxWeight"/>.</value>
    public int Weight { get; init; } = 1;

    /// <summary>Changes the classes; one that is null stays, but for the highest, which is never less urgent than a default that is named alone.</summary>
    public TenantLimits WithClasses(SloClass? defaultClass, SloClass? highestClass)
    {
        TenantLimits changed = this with { DefaultClass = defaultClass ?? DefaultClass, HighestClass = highestClass ?? HighestClass };

        // Who names an urgent default, and nothing else, means that requests may be so urgent.
        return highestClass is null && changed.DefaultClass < changed.HighestClass ? changed with { HighestClass = changed.DefaultClass } : changed;
    }

    /// <summary>Says what is wrong with the limits, and in which field, as the APIs name it; null when nothing is.</summary>
    public (string Field, string Problem)? FindProblem() =>
        OutOfRange("requests_per_second", "requests per second", RequestsPerSecond, 0.001m, MaxRequestsPerSecond)
        ?? Wrong(RequestsPerSecond * 1_000 % 1 is not (null or 0), "requests_per_second", "requests per second must be a multiple of 0.001")
        ?? OutOfRange("tokens_per_minute", "tokens per minute", TokensPerMinute, 1, MaxTokensPerMinute)
        ?? OutOfRange("concurrent_streams", "concurrent streams", ConcurrentStreams, 1, MaxConcurrentStreams)
        ?? OutOfRange("monthly_tokens", "monthly tokens", MonthlyTokens, 0, MaxMonthlyTokens)
        ?? OutOfRange("weight", "the weight", Weight, 1, MaxWeight)
        ?? Wrong(!Enum.IsDefined(DefaultClass), "default_class", $"a class must be one of {SloClassText.All}")
        ?? Wrong(!Enum.IsDefined(HighestClass), "highest_class", $"a class must be one of {SloClassText.All}")
        ?? Wrong(DefaultClass < HighestClass, "default_class", "the default class is more urgent than the highest class");

    /// <summary>Throws when a limit is out of its range.</summary>
    /// <exception cref="ArgumentException">It is; the message says which.</exception>
    public void ThrowIfInvalid()
    {
        if (FindProblem() is var (_, problem))
        {
            throw new ArgumentException(problem);
        }
    }

    private static (string Field, string Problem)? OutOfRange(string field, string what, decimal? value, decimal low, decimal high) =>
        value is { } number && (number < low || number > high)
            ? (field, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{what} must be between {low} and {high}, it is {number}"))
            : null;

    private static (string Field, string Problem)? Wrong(bool isWrong, string field, string problem) => isWrong ? (field, problem) : null;
}
