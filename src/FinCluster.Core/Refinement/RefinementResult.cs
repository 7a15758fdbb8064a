using System.Collections.Immutable;

namespace FinCluster.Core.Refinement;

/// <summary>A draft after its second stage.</summary>
/// <param name="Text">The answer: the draft with the corrected values, everything else as it was.</param>
/// <param name="Status">What became of the second stage.</param>
/// <param name="Changed">The fields whose values are different now.</param>
/// <param name="Missing">The fields that the draft does not have, or has more than once; they were not corrected.</param>
/// <param name="Note">A sentence for the client when the second stage was left out or failed; null otherwise.</param>
public sealed record RefinementResult(
    string Text, RefinementStatus Status, ImmutableArray<string> Changed, ImmutableArray<string> Missing, string? Note);
