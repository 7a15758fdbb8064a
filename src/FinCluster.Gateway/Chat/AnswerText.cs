using System.Text;
using FinCluster.Core.Engine;

namespace FinCluster.Gateway.Chat;

/// <summary>Collects the text of one answer, and why it ended. Used by one call at a time.</summary>
internal class AnswerText : AnswerCounts
{
    private readonly StringBuilder _text = new();

    public string Text => _text.ToString();

    public FinishReason Reason { get; private set; }

    public override void Add(GenerationEvent step)
    {
        base.Add(step);
        switch (step)
        {
            case GeneratedToken token:
                _text.Append(token.Text);
                break;
            case GenerationFinished finished:
                _text.Append(finished.Text);
                Reason = finished.Reason;
                break;
        }
    }
}
