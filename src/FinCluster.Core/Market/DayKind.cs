namespace FinCluster.Core.Market;

/// <summary>Whether a venue trades on a date.</summary>
public enum DayKind
{
    /// <summary>A weekend or a holiday.</summary>
    Closed,

    /// <summary>A day with the whole timetable.</summary>
    Full,

    /// <summary>A day that closes early.</summary>
    Half,

    /// <summary>
    /// A weekday of a year whose closures are not known. Capacity assumes a full day; nobody may be told that the venue is open or closed.
    /// </summary>
    Unknown,
}
