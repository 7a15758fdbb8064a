namespace FinCluster.Core.Edge;

/// <summary>What a question is about, as far as adapters are made for it.</summary>
public enum BusinessLine
{
    /// <summary>Anything that no adapter is made for: greetings, the economy, concepts that all lines share.</summary>
    General,

    /// <summary>Deposits, loans, cards, payments.</summary>
    Banking,

    /// <summary>Shares, bonds, funds, derivatives and how they are traded.</summary>
    Securities,

    /// <summary>Policies, premiums, claims.</summary>
    Insurance,
}
