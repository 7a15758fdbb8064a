namespace FinCluster.Core.Admission;

/// <summary>The service that a tenant has had in a class, in weighted tokens divided by its share.</summary>
/// <remarks>
/// The virtual token counter of Sheng et al., "Fairness in Serving Large Language Models" (OSDI 2024): of the tenants that wait, the one
/// with the smallest counter is next. An output token counts twice an input token, as there. Adding is atomic; reading sees some value on the way.
/// </remarks>
internal sealed class VirtualCounter
{
    public const int InputWeight = 1;
    public const int OutputWeight = 2;

    // So that a token of a tenant with the largest share still counts.
    private const long Scale = 1_000_000;

    private long _value;

    public long Value => Interlocked.Read(ref _value);

    public void Charge(long tokens, int weight, int share) => Interlocked.Add(ref _value, tokens * weight * Scale / share);

    /// <summary>Raises the counter: who did not wait has no credit for the time.</summary>
    public void LiftTo(long value)
    {
        long seen;
        while ((seen = Value) < value && Interlocked.CompareExchange(ref _value, value, seen) != seen)
        {
        }
    }
}
