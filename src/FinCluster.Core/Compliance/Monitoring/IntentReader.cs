using FinCluster.Core.Edge;
using FinCluster.Core.Edge.Reading;
using FinCluster.Core.Edge.Signals;
using FinCluster.Core.Engine;

namespace FinCluster.Core.Compliance.Monitoring;

/// <summary>Says what a question asks for, by the same words that the edge decision reads. Thread-safe.</summary>
/// <remarks>It need not be right about every question: drift is how the shares of intents move, and a rule that errs errs alike before and after.</remarks>
public sealed class IntentReader
{
    // From a signal's upper half on it speaks for its intent.
    private const double Clear = 0.7;

    // A question of this length that names a document brings it along.
    private const int DocumentCharacters = 200;

    private static readonly CalculationSignal Calculation = new();
    private static readonly FreshDataSignal FreshData = new();

    private readonly QuestionReader _reader;

    /// <summary>Makes a reader.</summary>
    /// <param name="glossary">The terms that a question may be about.</param>
    public IntentReader(EdgeGlossary glossary)
    {
        ArgumentNullException.ThrowIfNull(glossary);
        _reader = new QuestionReader(glossary);
    }

    /// <summary>Reads the last question of a conversation.</summary>
    public QuestionIntent Read(IReadOnlyList<ChatMessage> messages)
    {
        _reader.Read(new EdgeRequest { Messages = messages }, out QuestionReading reading);
        return IntentOf(reading);
    }

    private static QuestionIntent IntentOf(in QuestionReading reading)
    {
        ref readonly CueCounts focus = ref reading.Focus;
        ref readonly CueCounts all = ref reading.All;
        return all.Has(Cue.Risk) ? QuestionIntent.Risky
            : all[Cue.Document] >= 2 || (all.Has(Cue.Document) && reading.Characters >= DocumentCharacters) ? QuestionIntent.Document
            : focus.Has(Cue.Forecast) ? QuestionIntent.Forecast
            : Calculation.Value(reading) >= Clear ? QuestionIntent.Calculation
            : all.Has(Cue.Code) || all.Has(Cue.Draft) ? QuestionIntent.Draft
            : focus.Has(Cue.CompareSimple) || all.Has(Cue.CompareDeep) ? QuestionIntent.Comparison
            : all.Has(Cue.Personal) ? QuestionIntent.Advice
            : FreshData.Value(reading) >= Clear ? QuestionIntent.MarketData
            : all.Has(Cue.Reasoning) || focus.Has(Cue.Impact) ? QuestionIntent.Explanation
            : focus.Has(Cue.Definition) || focus.Has(Cue.Formula) ? QuestionIntent.Definition
            : focus.Has(Cue.Ask) || focus.Has(Cue.Topic) ? QuestionIntent.Procedure
            : focus.Has(Cue.Known) ? QuestionIntent.Definition
            : focus.Has(Cue.Smalltalk) ? QuestionIntent.Smalltalk
            : QuestionIntent.Other;
    }
}
