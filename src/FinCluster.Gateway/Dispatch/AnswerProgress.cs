using System.Buffers;
using FinCluster.Core.Engine;

namespace FinCluster.Gateway.Dispatch;

/// <summary>How far one answer has come, over all nodes that worked on it. Used by one call at a time.</summary>
internal sealed class AnswerProgress : IDisposable
{
    // Room for a common answer; a longer one moves to a larger array.
    private const int CommonTokens = 512;

    private readonly GenerationRequest _request;

    // Borrowed, since every answer needs one and none keeps it.
    private TokenId[] _delivered;
    private bool _announced;

    public AnswerProgress(GenerationRequest request)
    {
        _request = request;
        _delivered = ArrayPool<TokenId>.Shared.Rent(Math.Max(CommonTokens, request.ResumeFrom.Count));
        foreach (TokenId token in request.ResumeFrom)
        {
            Add(token);
        }
    }

    /// <summary>Gets the number of tokens that the client has.</summary>
    public int DeliveredTokens { get; private set; }

    /// <summary>Makes the request for the next node: what is left of the answer, in what is left of the time.</summary>
    public GenerationRequest NextRequest(TimeSpan? timeLeft) =>
        _request with { ResumeFrom = _delivered[..DeliveredTokens], TimeLeft = timeLeft };

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
                Add(token.Token);
                return true;
            default:
                return true;
        }
    }

    public void Dispose()
    {
        ArrayPool<TokenId>.Shared.Return(_delivered);
        _delivered = [];
        DeliveredTokens = 0;
    }

    private void Add(TokenId token)
    {
        if (DeliveredTokens == _delivered.Length)
        {
            TokenId[] larger = ArrayPool<TokenId>.Shared.Rent(_delivered.Length * 2);
            _delivered.CopyTo(larger, 0);
            ArrayPool<TokenId>.Shared.Return(_delivered);
            _delivered = larger;
        }

        _delivered[DeliveredTokens++] = token;
    }
}
