using FinCluster.Core.Edge.Reading;
using FinCluster.Core.Edge.Signals;
using FinCluster.Core.Engine;

namespace FinCluster.Core.Edge.Answers;

/// <summary>Says which answers may be given again. Immutable, so thread-safe.</summary>
/// <param name="glossary">What the edge model was taught.</param>
public sealed class AnswerCachePolicy(EdgeGlossary glossary)
{
    /// <summary>The longest question whose answer is stored, in characters.</summary>
    public const int MaxQuestionCharacters = 200;

    private static readonly FreshDataSignal Fresh = new();

    private readonly QuestionReader _reader = new(glossary);

    /// <summary>Says whether a request's answer may come from a cache, or go into one.</summary>
    /// <remarks>It refuses where in doubt: a word for the present in passing is enough, because a wrong answer costs more than one that is computed.</remarks>
    public CacheRefusal Check(EdgeRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Messages.Any(message => message.Role == ChatRole.System))
        {
            return CacheRefusal.HasInstructions;
        }

        if (request.Messages.Count != 1 || request.Messages[0].Role != ChatRole.User)
        {
            return CacheRefusal.HasHistory;
        }

        if (request.IsConstrained || request.HasTools || request.MinAnswerTokens > 0)
        {
            return CacheRefusal.IsConstrained;
        }

        if (request.Messages[0].Content.Length > MaxQuestionCharacters)
        {
            return CacheRefusal.TooLong;
        }

        _reader.Read(request, out QuestionReading reading);
        return reading.Identifiers > 0 || reading.All.Has(Cue.Personal) || PersonalDataHints.IsMet(request.Messages[0].Content) ? CacheRefusal.IsPersonal
            : Fresh.Value(reading) > 0 || reading.All.Has(Cue.FreshStrong) || reading.All.Has(Cue.FreshWeak) || reading.All.Has(Cue.FreshState)
                || reading.All.Has(Cue.Forecast) ? CacheRefusal.NeedsFreshData
            : CacheRefusal.None;
    }
}
