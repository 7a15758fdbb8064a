using System.Text;
using FinCluster.Core.Compliance.Labels;
using FinCluster.Core.Engine;
using FinCluster.Gateway.Sessions;

namespace FinCluster.Gateway.OpenAi.Answers;

/// <summary>Collects the events of one answer. Used by one call at a time.</summary>
internal sealed class FinishedAnswer : AnswerCounts
{
    private readonly StringBuilder _text = new();
    private readonly List<TokenLogProbs> _logProbs = [];

    public string Text => _text.ToString();

    public IReadOnlyList<TokenLogProbs> LogProbs => _logProbs;

    public FinishReason Reason { get; private set; }

    /// <summary>Gets or sets the session after the turn.</summary>
    public StoredTurn? Stored { get; set; }

    /// <summary>Gets or sets the metadata of generated content; null when the audience needs none.</summary>
    public AigcMark? Mark { get; set; }

    /// <summary>Takes another text in place of the answer's, and another reason why it ended.</summary>
    public void Replace(string text, FinishReason reason)
    {
        _text.Clear().Append(text);
        Reason = reason;
    }

    public override void Add(GenerationEvent step)
    {
        base.Add(step);
        switch (step)
        {
            case GeneratedToken token:
                _text.Append(token.Text);
                if (token.LogProbs is not null)
                {
                    _logProbs.Add(token.LogProbs);
                }

                break;
            case GenerationFinished finished:
                _text.Append(finished.Text);
                Reason = finished.Reason;
                break;
        }
    }
}
