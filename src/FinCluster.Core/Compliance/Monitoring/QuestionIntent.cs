namespace FinCluster.Core.Compliance.Monitoring;

/// <summary>What a question asks for. The names are part of the baseline's file: a new one goes to the end.</summary>
public enum QuestionIntent
{
    /// <summary>None of the others.</summary>
    Other,

    /// <summary>A greeting, thanks, a question about the assistant.</summary>
    Smalltalk,

    /// <summary>What something means.</summary>
    Definition,

    /// <summary>How things differ, or which is better.</summary>
    Comparison,

    /// <summary>A number that is to be computed.</summary>
    Calculation,

    /// <summary>What a market or a price does now.</summary>
    MarketData,

    /// <summary>The future.</summary>
    Forecast,

    /// <summary>What the asker should do with his own money.</summary>
    Advice,

    /// <summary>Something about a document that comes with the question.</summary>
    Document,

    /// <summary>A text or a program that is to be written.</summary>
    Draft,

    /// <summary>Reasons, effects, judgement.</summary>
    Explanation,

    /// <summary>How, when or where something is done.</summary>
    Procedure,

    /// <summary>Wording of requests that are refused.</summary>
    Risky,
}
