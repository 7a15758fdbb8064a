namespace FinCluster.Core.Compliance.Monitoring;

/// <summary>How probable it is that chance makes so many hits.</summary>
internal static class BinomialTail
{
    /// <summary>Computes the probability of at least some hits in independent trials.</summary>
    /// <param name="hits">How many hits, or more; 0 to <paramref name="trials"/>.</param>
    /// <param name="trials">How many trials.</param>
    /// <param name="share">The probability of a hit, above 0 and below 1.</param>
    public static double AtLeast(long hits, long trials, double share)
    {
        if (hits <= trials * share)
        {
            // Half of it or more: nobody who asks for improbable things needs it exactly.
            return 1;
        }

        double log = trials * Math.Log(1 - share);
        for (long i = 1; i <= hits; i++)
        {
            log += Math.Log((trials - i + 1) / (double)i) + Math.Log(share / (1 - share));
        }

        // Above the mean each term is smaller than the one before.
        double term = Math.Exp(log);
        double sum = 0;
        for (long i = hits; i <= trials && term > sum * 1e-12; i++)
        {
            sum += term;
            term *= (trials - i) / (i + 1.0) * (share / (1 - share));
        }

        return Math.Min(1, sum);
    }
}
