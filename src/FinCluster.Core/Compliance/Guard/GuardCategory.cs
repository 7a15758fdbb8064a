namespace FinCluster.Core.Compliance.Guard;

/// <summary>What a guard refuses.</summary>
public enum GuardCategory
{
    /// <summary>Trading, or tipping, on what the public does not know.</summary>
    InsiderDealing,

    /// <summary>Moving a price, or feigning trade.</summary>
    MarketManipulation,

    /// <summary>Promises of a return or against a loss, and tips given as certain.</summary>
    GuaranteedReturn,

    /// <summary>Hiding where money comes from, or evading the checks against that.</summary>
    MoneyLaundering,

    /// <summary>Text that wants to overrule the system's instructions, or to see them.</summary>
    PromptInjection,
}
