namespace FinCluster.Core.Market;

/// <summary>Saturday and Sunday, when no venue of the calendar trades.</summary>
internal static class Weekend
{
    public static bool Contains(DateOnly date) => date.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
}
