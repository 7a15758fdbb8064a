using System.Collections.Immutable;

namespace FinCluster.Core.Engine;

/// <summary>Which prefix blocks an engine has come to hold in its KV cache, and which it has given up.</summary>
/// <param name="IsReset">Whether <paramref name="Added"/> is all that it holds; then there is nothing in <paramref name="Removed"/>.</param>
/// <param name="Added">Blocks that it holds now and did not hold before, as <c>PrefixChain</c> names them.</param>
/// <param name="Removed">Blocks that it does not hold any more.</param>
public sealed record PrefixUpdate(bool IsReset, ImmutableArray<ulong> Added, ImmutableArray<ulong> Removed);
