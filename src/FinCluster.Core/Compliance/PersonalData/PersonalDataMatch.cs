using System.Globalization;

namespace FinCluster.Core.Compliance.PersonalData;

/// <summary>Personal data in a text. Its text form leaves the value out, so that it may be logged.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">Where it begins in the text as it was given, in characters.</param>
/// <param name="Length">Its length in that text, in characters.</param>
/// <param name="Value">
/// Its canonical form: digits and letters without separators, letters in upper case, a mobile number without the country's code, an
/// e-mail address in lower case.
/// </param>
public readonly record struct PersonalDataMatch(PersonalDataKind Kind, int Start, int Length, string Value)
{
    /// <summary>Says what and where, never the value.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Kind} at {Start}, {Length} characters");
}
