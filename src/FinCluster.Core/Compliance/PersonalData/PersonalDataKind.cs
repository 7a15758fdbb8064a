namespace FinCluster.Core.Compliance.PersonalData;

/// <summary>Kinds of personal data that are masked.</summary>
public enum PersonalDataKind
{
    /// <summary>A resident identity number of mainland China (GB 11643).</summary>
    ResidentId,

    /// <summary>A mobile number of mainland China.</summary>
    Mobile,

    /// <summary>The number of a payment card.</summary>
    BankCard,

    /// <summary>An account at a broker, a fund or a securities depository.</summary>
    BrokerageAccount,

    /// <summary>A Hong Kong identity card number.</summary>
    HongKongId,

    /// <summary>A social security number of the United States.</summary>
    SocialSecurity,

    /// <summary>An international bank account number (ISO 13616).</summary>
    Iban,

    /// <summary>An e-mail address.</summary>
    Email,

    /// <summary>A passport number.</summary>
    Passport,

    /// <summary>A date of birth.</summary>
    BirthDate,
}
