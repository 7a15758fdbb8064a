using FinCluster.LoadGenerator.Loops;

namespace FinCluster.LoadGenerator.Reports;

/// <summary>How much of the prompts was in a cache, and how much could have been.</summary>
/// <param name="Ceiling">
/// The share of the prompts' characters that one cache without bounds would save if requests came one after the other: the trace's own.
/// </param>
/// <param name="PromptTokens">Tokens of the prompts, as the answers report them.</param>
/// <param name="CachedTokens">How many of them were in a cache.</param>
/// <param name="Measured">Their share.</param>
/// <param name="OfCeiling">What was saved of what could be saved.</param>
/// <param name="MeasuredByEngines">The same share by the engines' own counters; null when they were not read.</param>
internal sealed record ReuseReport(
    double Ceiling, long PromptTokens, long CachedTokens, double Measured, double OfCeiling, double? MeasuredByEngines)
{
    /// <summary>Computes it; null for traces without reuse.</summary>
    public static ReuseReport? Of(IReadOnlyList<TenantSamples> tenants, EngineReport? engine)
    {
        if (tenants.Any(tenant => tenant.ReuseCeiling is null))
        {
            return null;
        }

        long prompt = tenants.Sum(tenant => PromptTokensOf(tenant.Samples));
        long cached = tenants.Sum(tenant => tenant.Samples.Sum(sample => (long)sample.CachedTokens));

        // Callers have caches of their own, so that each one's ceiling counts as much as its prompts do.
        double ceiling = Ratio(tenants.Sum(tenant => tenant.ReuseCeiling!.Value * PromptTokensOf(tenant.Samples)), prompt);
        double measured = Ratio(cached, prompt);
        double? engines = engine is null ? null : Math.Round(Ratio(engine.CachedTokens, engine.CachedTokens + engine.PrefilledTokens), 4);
        return new ReuseReport(Math.Round(ceiling, 4), prompt, cached, Math.Round(measured, 4), Math.Round(Ratio(measured, ceiling), 4), engines);
    }

    private static long PromptTokensOf(IEnumerable<AnswerSample> samples) => samples.Sum(sample => (long)sample.PromptTokens);

    private static double Ratio(double part, double whole) => whole == 0 ? 0 : part / whole;
}
