using FinCluster.Core.Engine;

namespace FinCluster.Gateway.Compliance.Screening;

/// <summary>An answer that was screened to its end.</summary>
/// <param name="Shown">What is still to be shown of it.</param>
/// <param name="Masked">The whole answer, masked, as it is stored and recorded.</param>
/// <param name="Reason">Why it ended.</param>
internal readonly record struct ScreenedAnswer(string Shown, string Masked, FinishReason Reason);
