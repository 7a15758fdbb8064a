namespace FinCluster.Core.Edge.Reading;

/// <summary>What a word of a question points at; <c>edge-cues.txt</c> has the words, the signals say what each cue means.</summary>
internal enum Cue
{
    /// <summary>Only live data can answer.</summary>
    FreshStrong,

    /// <summary>A word for the present, which may just be said in passing.</summary>
    FreshWeak,

    /// <summary>Asks what a market has just done.</summary>
    FreshState,

    /// <summary>Says that live data is not wanted.</summary>
    FreshDenied,

    /// <summary>A value that moves with the market.</summary>
    Moving,

    /// <summary>Asks for a number.</summary>
    Amount,

    /// <summary>Asks to compute.</summary>
    Compute,

    /// <summary>Asks how something is computed.</summary>
    Formula,

    /// <summary>A result that somebody computes: profit, interest, growth.</summary>
    Result,

    /// <summary>An English number in words.</summary>
    NumberWord,

    /// <summary>Asks for reasons, judgement or several steps.</summary>
    Reasoning,

    /// <summary>Asks what follows from something.</summary>
    Impact,

    /// <summary>Asks how two terms differ.</summary>
    CompareSimple,

    /// <summary>Asks to weigh two things.</summary>
    CompareDeep,

    /// <summary>Asks for a text to be written.</summary>
    Draft,

    /// <summary>Asks for a long answer.</summary>
    Length,

    /// <summary>Asks for a short answer.</summary>
    Brief,

    /// <summary>Points at documents that come with the question.</summary>
    Document,

    /// <summary>Asks for a table, a list or JSON.</summary>
    Structured,

    /// <summary>Asks for a program.</summary>
    Code,

    /// <summary>Wording of requests that are refused.</summary>
    Risk,

    /// <summary>Asks for the future.</summary>
    Forecast,

    /// <summary>Tells of the asker's own situation.</summary>
    Personal,

    /// <summary>A company, or what is asked of companies.</summary>
    Entity,

    /// <summary>A greeting, thanks, a question about the assistant.</summary>
    Smalltalk,

    /// <summary>Points back at what was said.</summary>
    Anaphora,

    /// <summary>Risks or examples: what follow-up questions ask of a term.</summary>
    Topic,

    /// <summary>Asks what something means.</summary>
    Definition,

    /// <summary>Asks how, when, which.</summary>
    Ask,

    /// <summary>Says nothing by itself.</summary>
    Filler,

    /// <summary>A word of banking.</summary>
    Banking,

    /// <summary>A word of insurance.</summary>
    Insurance,

    /// <summary>A word of securities.</summary>
    Securities,

    /// <summary>A term or rule that the edge model was taught.</summary>
    Known,
}
