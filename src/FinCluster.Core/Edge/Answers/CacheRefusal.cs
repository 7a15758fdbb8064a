namespace FinCluster.Core.Edge.Answers;

/// <summary>Why an answer is neither taken from a cache nor put into one.</summary>
public enum CacheRefusal
{
    /// <summary>It may be.</summary>
    None,

    /// <summary>The question continues a conversation.</summary>
    HasHistory,

    /// <summary>Instructions of the application come before it; they belong to the answer.</summary>
    HasInstructions,

    /// <summary>The answer changes with the market.</summary>
    NeedsFreshData,

    /// <summary>The question tells of a person: a number of an account, a card, a telephone, or the asker's own situation.</summary>
    IsPersonal,

    /// <summary>The request has a schema, a grammar or tools.</summary>
    IsConstrained,

    /// <summary>The question is too long to come again.</summary>
    TooLong,
}
