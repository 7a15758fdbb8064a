namespace FinCluster.Core.Engine;

/// <summary>The probability of one token before temperature, penalties and filters.</summary>
/// <param name="Token">The token.</param>
/// <param name="Bytes">Its bytes; not always whole UTF-8 characters.</param>
/// <param name="LogProb">Natural logarithm of its probability.</param>
public sealed record TokenLogProb(TokenId Token, ReadOnlyMemory<byte> Bytes, float LogProb);

/// <summary>The probability of a drawn token and of its best alternatives.</summary>
/// <param name="Drawn">The token of the answer.</param>
/// <param name="Top">The most probable tokens at that position, best first.</param>
public sealed record TokenLogProbs(TokenLogProb Drawn, IReadOnlyList<TokenLogProb> Top);
