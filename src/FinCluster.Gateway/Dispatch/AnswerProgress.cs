using FinCluster.Core.Engine;

namespace FinCluster.Gateway.Dispatch;

/// <summary>How far one answer has come, over all nodes that worked on it. Used by one call at a time.</summary>
internal sealed class AnswerProgress(GenerationRequest request)
{
    private readonly List<TokenId> _delivered = [.. request.ResumeFrom];
    private bool _announced;

    /// <summary>Gets the number of tokens that the client has.</summary>
    public int DeliveredTokens => _delivered.Count;

    /// <summary>Makes the request for the next node: what is left of the answer, in what is left of the time.</summary>
    public GenerationRequest NextRequest(TimeSpan? timeLeft) => request with { ResumeFrom = [.. _delivered], TimeLeft = timeLeft };

    /// <summary>Notes an event; false when the client has had its like already.</summary>
    public bool Accept(GenerationEvent step)
    {
        switch (step)
        {
            case GenerationStarted:
                bool first = !_announced;
                _announced = true;
                return first;
            case GeneratedToken token:
                _delivered.Add(token.Token);
                return true;
            default:
                return true;
        }
    }
}
