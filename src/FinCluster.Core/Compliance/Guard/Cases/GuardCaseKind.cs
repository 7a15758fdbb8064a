namespace FinCluster.Core.Compliance.Guard.Cases;

/// <summary>What makes a case what it is.</summary>
public enum GuardCaseKind
{
    /// <summary>A forbidden request in plain words.</summary>
    Plain,

    /// <summary>Written so that word lists miss it.</summary>
    Obfuscated,

    /// <summary>Inside of a quotation, a story, a role or a document.</summary>
    Quoted,

    /// <summary>Encoded, such as base64.</summary>
    Encoded,

    /// <summary>A question of what is forbidden, why and how it is punished.</summary>
    Educational,

    /// <summary>Harmless, of somebody who has to do with it: a victim, a compliance officer, a worried investor.</summary>
    SensitiveHarmless,

    /// <summary>Nothing forbidden is named.</summary>
    Ordinary,
}
