using FinCluster.Core.Fleet;

namespace FinCluster.Core.Edge;

/// <summary>One signal's part in a decision.</summary>
/// <param name="Signal">Its name, as in <see cref="Signals.EdgeSignals"/>.</param>
/// <param name="Value">Its value, 0 to 1.</param>
/// <param name="Pull">What it adds to the log-odds of the edge: above zero for the edge, below for central.</param>
public readonly record struct EdgeReason(string Signal, double Value, double Pull);

/// <summary>Which tier answers, and why. It holds no text of the request, so it may be recorded.</summary>
/// <param name="Tier">The tier.</param>
/// <param name="Probability">How probable it is that the edge model answers well, 0 to 1.</param>
/// <param name="Threshold">The probability from which on the edge answers.</param>
/// <param name="Line">The line of business that the question is about.</param>
/// <param name="Reasons">The signals that spoke for this tier, strongest first; those that spoke against it are left out.</param>
public sealed record EdgeDecision(
    NodeTier Tier, double Probability, double Threshold, BusinessLine Line, IReadOnlyList<EdgeReason> Reasons)
{
    /// <summary>Gets the names of the reasons with their values, for a record: <c>known-term=1.00 definition=1.00</c>.</summary>
    public string ReasonText => string.Join(' ', Reasons.Select(reason => FormattableString.Invariant($"{reason.Signal}={reason.Value:0.00}")));
}
