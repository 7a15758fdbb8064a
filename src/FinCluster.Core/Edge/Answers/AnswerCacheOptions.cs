namespace FinCluster.Core.Edge.Answers;

/// <summary>The bounds of an answer cache.</summary>
public sealed record AnswerCacheOptions
{
    /// <summary>Gets the most answers.</summary>
    /// <value>Default 4,096. Range 1 to 1,000,000.</value>
    public int MaxEntries { get; init; } = 4_096;

    /// <summary>Gets the most characters of all answers together.</summary>
    /// <value>Default 16 Mi. Range 1 and up.</value>
    public long MaxCharacters { get; init; } = 16 * 1024 * 1024;

    /// <summary>Gets how long an answer is given again.</summary>
    /// <value>Default 1 hour. Above zero.</value>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Refuses values out of their ranges.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxEntries, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxEntries, 1_000_000);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxCharacters, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Lifetime, TimeSpan.Zero);
    }
}
