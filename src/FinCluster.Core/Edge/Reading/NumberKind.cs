namespace FinCluster.Core.Edge.Reading;

/// <summary>What a number in a text stands for.</summary>
internal enum NumberKind
{
    /// <summary>A part of a name, an ordinal, a tenor: nothing to compute with.</summary>
    Name,

    /// <summary>An amount, a rate, a count.</summary>
    Quantity,

    /// <summary>A date or a time of day.</summary>
    Moment,

    /// <summary>The code of a security.</summary>
    SecurityCode,

    /// <summary>The number of a person, an account, a card or a telephone.</summary>
    Identifier,

    /// <summary>The number of an item in a list.</summary>
    ListMarker,

    /// <summary>How long the answer shall be.</summary>
    AnswerLength,
}
