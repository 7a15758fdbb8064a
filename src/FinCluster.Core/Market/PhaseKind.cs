namespace FinCluster.Core.Market;

/// <summary>What a venue does during a part of a trading day.</summary>
public enum PhaseKind
{
    /// <summary>Nothing: no phase of any trading day, which is also what a gap inside a day is.</summary>
    Closed,

    /// <summary>Trading before the core session.</summary>
    PreMarket,

    /// <summary>Orders are collected for the opening price.</summary>
    OpeningAuction,

    /// <summary>Orders may be entered and nothing trades, as between 09:25 and 09:30 in Shanghai and Shenzhen.</summary>
    Quiet,

    /// <summary>Continuous trading of the core session.</summary>
    Continuous,

    /// <summary>The break between two continuous phases.</summary>
    Lunch,

    /// <summary>Orders are collected for the closing price.</summary>
    ClosingAuction,

    /// <summary>Trading at the fixed closing price, as between 15:05 and 15:30 in Shanghai and Shenzhen.</summary>
    AfterHours,

    /// <summary>Trading after the core session.</summary>
    PostMarket,
}
