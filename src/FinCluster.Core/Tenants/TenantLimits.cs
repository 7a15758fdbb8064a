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

    /// <summary>Says what is wrong with the limits; null when nothing is.</summary>
    public string? FindProblem() =>
        OutOfRange("requests per second", RequestsPerSecond, 0.001m, MaxRequestsPerSecond)
        ?? (RequestsPerSecond * 1_000 % 1 is not (null or 0) ? "requests per second must be a multiple of 0.001" : null)
        ?? OutOfRange("tokens per minute", TokensPerMinute, 1, MaxTokensPerMinute)
        ?? OutOfRange("concurrent streams", ConcurrentStreams, 1, MaxConcurrentStreams)
        ?? OutOfRange("monthly tokens", MonthlyTokens, 0, MaxMonthlyTokens)
        ?? OutOfRange("the weight", Weight, 1, MaxWeight)
        ?? (!Enum.IsDefined(DefaultClass) || !Enum.IsDefined(HighestClass) ? $"a class must be one of {SloClassText.All}" : null)
        ?? (DefaultClass < HighestClass
            ? $"the default class {SloClassText.Format(DefaultClass)} is more urgent than the highest, {SloClassText.Format(HighestClass)}"
            : null);

    /// <summary>Throws when a limit is out of its range.</summary>
    /// <exception cref="ArgumentException">It is; the message says which.</exception>
    public void ThrowIfInvalid()
    {
        if (FindProblem() is { } problem)
        {
            throw new ArgumentException(problem);
        }
    }

    private static string? OutOfRange(string what, decimal? value, decimal low, decimal high) => value is { } number && (number < low || number > high)
        ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{what} must be between {low} and {high}, it is {number}")
        : null;
}
