using System.Collections.Immutable;

namespace FinCluster.Core.Edge.Signals;

/// <summary>All signals, in the order in which they are asked.</summary>
internal static class EdgeSignals
{
    /// <summary>Gets the signals. Their names are unique.</summary>
    public static ImmutableArray<IEdgeSignal> All { get; } =
    [
        new LengthSignal(),
        new LongPromptSignal(),
        new HistorySignal(),
        new FollowUpSignal(),
        new QuestionCountSignal(),
        new ListSignal(),
        new ClauseSignal(),
        new QuantitySignal(),
        new ReasoningSignal(),
        new ImpactSignal(),
        new SimpleComparisonSignal(),
        new DeepComparisonSignal(),
        new DraftSignal(),
        new DocumentSignal(),
        new StructuredOutputSignal(),
        new CodeSignal(),
        new ToolSignal(),
        new RiskWordSignal(),
        new ForecastSignal(),
        new PersonalSignal(),
        new EntitySignal(),
        new SmalltalkSignal(),
        new FormulaSignal(),
        new DefinitionSignal(),
        new FollowTopicSignal(),
        new BriefSignal(),
        new KnownTermSignal(),
        new UnexplainedSignal(),
        new UnexplainedAmountSignal(),
        new CompoundSignal(),
        new LanguageMixSignal(),
        new AdapterSignal(),
        new AnswerLengthSignal(),
        new FreshDataSignal(),
        new PresentSignal(),
        new BareValueSignal(),
        new CalculationSignal(),
        new NothingKnownSignal(),
    ];
}
