namespace FinCluster.Core.Scaling.Demand;

/// <summary>What posts to <see cref="IDemandBoard"/> may say, checked by every backend alike.</summary>
public static class DemandArguments
{
    /// <summary>The longest name of a gateway, in characters.</summary>
    public const int MaxNameLength = 256;

    /// <summary>The longest lifetime of a post.</summary>
    public static readonly TimeSpan MaxLifetime = TimeSpan.FromDays(1);

    /// <summary>Checks a post.</summary>
    /// <exception cref="ArgumentException">The gateway has no name or one that is too long, the models are missing, or the lifetime is not above zero or too long.</exception>
    public static void Check(GatewayDemand demand, TimeSpan lifetime)
    {
        ArgumentNullException.ThrowIfNull(demand);
        ArgumentException.ThrowIfNullOrEmpty(demand.Gateway);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(demand.Gateway.Length, MaxNameLength, nameof(demand));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lifetime, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lifetime, MaxLifetime);
        if (demand.Models.IsDefault)
        {
            throw new ArgumentException("the models are missing", nameof(demand));
        }
    }
}
