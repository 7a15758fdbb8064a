using FinCluster.Core.Compliance.Labels;
using FinCluster.Core.Engine;
using FinCluster.Core.Knowledge;
using FinCluster.Gateway.Chat;
using FinCluster.Gateway.Sessions;

namespace FinCluster.Gateway.OpenAi.Answers;

/// <summary>Collects the events of one answer. Used by one call at a time.</summary>
internal sealed class FinishedAnswer : AnswerText
{
    private readonly List<TokenLogProbs> _logProbs = [];

    public IReadOnlyList<TokenLogProbs> LogProbs => _logProbs;

    /// <summary>Gets or sets the session after the turn.</summary>
    public StoredTurn? Stored { get; set; }

    /// <summary>Gets or sets the metadata of generated content; null when the audience needs none.</summary>
    public AigcMark? Mark { get; set; }

    /// <summary>Gets or sets what a second model did to it; null for nothing.</summary>
    public TurnRefinement? Refinement { get; set; }

    /// <summary>Gets or sets what the model was given of what its release knows; null when nothing was searched.</summary>
    public FoundKnowledge? Knowledge { get; set; }

    public override void Add(GenerationEvent step)
    {
        base.Add(step);
        if (step is GeneratedToken { LogProbs: { } logProbs })
        {
            _logProbs.Add(logProbs);
        }
    }
}
