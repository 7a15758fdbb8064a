using System.Globalization;

namespace FinCluster.Core.Compliance.PersonalData;

/// <summary>How tokens are spelled: <c>[PHONE_1]</c>.</summary>
internal static class PersonalDataTokens
{
    /// <summary>The highest number of a token.</summary>
    public const int MaxNumber = 999;

    /// <summary>The length of the longest token, <c>[PASSPORT_999]</c>.</summary>
    public const int MaxLength = 14;

    /// <summary>The number of tokens that stand for nothing in particular, of which a full vault gives out more than one.</summary>
    public const int Unknown = 0;

    // In the order of the kinds.
    private static readonly string[] Names = ["CN_ID", "PHONE", "CARD", "ACCOUNT", "HKID", "SSN", "IBAN", "EMAIL", "PASSPORT", "DOB"];

    /// <summary>The token of a number.</summary>
    public static string Of(PersonalDataKind kind, int number) => string.Create(CultureInfo.InvariantCulture, $"[{Names[(int)kind]}_{number}]");

    /// <summary>Reads a token without its brackets.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, out PersonalDataKind kind, out int number)
    {
        kind = default;
        number = 0;
        int split = text.LastIndexOf('_');
        ReadOnlySpan<char> digits = text[(split + 1)..];
        int index = split <= 0 ? -1 : IndexOf(text[..split]);
        if (index < 0 || digits.Length is 0 or > 3 || digits[0] == '0' || digits.ContainsAnyExceptInRange('0', '9'))
        {
            return false;
        }

        kind = (PersonalDataKind)index;
        number = int.Parse(digits, CultureInfo.InvariantCulture);
        return true;
    }

    private static int IndexOf(ReadOnlySpan<char> name)
    {
        for (int i = 0; i < Names.Length; i++)
        {
            if (name.SequenceEqual(Names[i]))
            {
                return i;
            }
        }

        return -1;
    }
}
