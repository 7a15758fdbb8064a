using FinCluster.Core.Engine;

namespace FinCluster.Gateway.Dispatch;

/// <summary>How far one answer has come, over all nodes that worked on it. Used by one call at a time.</summary>
internal sealed class AnswerProgress(GenerationRequest request)
{
    // Room for a common answer at once; a longer one grows by doubling.
    private const int CommonTokens = 512;

    private readonly List<TokenId> _delivered = Begin(request);
    private bool _announced;

    /// <summary>Gets the number of tokens that the client has.</summary>
    public int DeliveredTokens => _delivered.Count;

    /// <summary>Makes the request for the next node: what is left of the answer, in what is left of the time.</summary>
    public GenerationRequest NextRequest(TimeSpan? timeLeft) => request with { ResumeFrom = [.. _delivered], TimeLeft = timeLeft };

    private static List<TokenId> Begin(GenerationRequest request)
    {
        var delivered = new List<TokenId>(request.ResumeFrom.Count + Math.Min(request.Stop.MaxTokens ?? CommonTokens, CommonTokens));
        delivered.AddRange(request.ResumeFrom);
        return delivered;
    }

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
