namespace FinCluster.Core.Market;

/// <summary>A market calendar cannot be used; the message says where and why.</summary>
public sealed class MarketCalendarException : Exception
{
    /// <summary>Initializes a new instance of the <see cref="MarketCalendarException"/> class.</summary>
    public MarketCalendarException()
    {
    }

    /// <summary>Initializes a new instance of the <see cref="MarketCalendarException"/> class.</summary>
    public MarketCalendarException(string message)
        : base(message)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="MarketCalendarException"/> class.</summary>
    public MarketCalendarException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
