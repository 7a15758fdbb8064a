using FinCluster.Contracts.V1;
using FinCluster.Core.Engine;
using FinCluster.Wire;

namespace FinCluster.Gateway.Rpc;

/// <summary>The message that carries the tokens of one answer, one after the other. Used by one call at a time.</summary>
/// <remarks>One message serves all of them: each is written before the next event is asked for.</remarks>
internal sealed class ChatDelta
{
    private readonly ChatEvent _event = new() { Delta = new ChatEvent.Types.Delta() };

    /// <summary>Gets the message of a token; it holds until the next one.</summary>
    public ChatEvent Of(GeneratedToken token)
    {
        ChatEvent.Types.Delta delta = _event.Delta;
        delta.Text = token.Text;
        delta.TokenIds.Clear();
        if (!token.IsRewritten)
        {
            delta.TokenIds.Add(token.Token.Value);
        }

        delta.LogProbs.Clear();
        if (GenerationWire.ToProto(token.LogProbs) is { } logProbs)
        {
            delta.LogProbs.Add(logProbs);
        }

        return _event;
    }
}
