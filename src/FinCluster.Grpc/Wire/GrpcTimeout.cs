using System.Globalization;

namespace FinCluster.Grpc.Wire;

/// <summary>The <c>grpc-timeout</c> header: at most eight digits and a unit, "250m" for 250 milliseconds.</summary>
internal static class GrpcTimeout
{
    private const int MaxDigits = 8;
    private const long MaxValue = 99_999_999;

    // The longest delay that a CancellationTokenSource takes. No call lives that long.
    private static readonly TimeSpan MaxTimer = TimeSpan.FromMilliseconds(int.MaxValue);

    // Finest first, so that a timeout keeps its precision while it fits into eight digits.
    private static readonly (char Unit, long Ticks)[] Units =
    [
        ('u', TimeSpan.TicksPerMicrosecond), ('m', TimeSpan.TicksPerMillisecond), ('S', TimeSpan.TicksPerSecond),
        ('M', TimeSpan.TicksPerMinute), ('H', TimeSpan.TicksPerHour),
    ];

    /// <summary>Parses a header value. Longer than a <see cref="TimeSpan"/> holds is not possible with eight digits of hours.</summary>
    /// <returns>Whether it is well formed.</returns>
    public static bool TryParse(string value, out TimeSpan timeout)
    {
        timeout = TimeSpan.Zero;
        if (value.Length is < 2 or > MaxDigits + 1
            || !long.TryParse(value.AsSpan(0, value.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out long amount))
        {
            return false;
        }

        if (value[^1] == 'n')
        {
            timeout = TimeSpan.FromTicks(amount / TimeSpan.NanosecondsPerTick);
            return true;
        }

        long ticks = Array.Find(Units, unit => unit.Unit == value[^1]).Ticks;
        timeout = TimeSpan.FromTicks(amount * ticks);
        return ticks > 0;
    }

    /// <summary>Starts a source that is cancelled after the timeout, at once when that is not above zero.</summary>
    public static CancellationTokenSource StartTimer(TimeSpan timeout, TimeProvider time) =>
        new(timeout < TimeSpan.Zero ? TimeSpan.Zero : timeout < MaxTimer ? timeout : MaxTimer, time);

    /// <summary>Formats a timeout of at least one microsecond, rounded up so that a server never gives up before its client.</summary>
    public static string Format(TimeSpan timeout)
    {
        foreach ((char unit, long ticks) in Units)
        {
            long amount = ((Math.Max(timeout.Ticks, 1) - 1) / ticks) + 1;
            if (amount <= MaxValue)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{amount}{unit}");
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"{MaxValue}H");
    }
}
