namespace FinCluster.Core.Audit;

/// <summary>The names of sites whose audit logs are copied.</summary>
public static class AuditSite
{
    /// <summary>The longest name.</summary>
    public const int MaxLength = 63;

    /// <summary>Says whether a name is one: 1 to 63 lower-case letters, digits and <c>-</c>, with a letter or digit first. It names a folder.</summary>
    public static bool IsName(ReadOnlySpan<char> name)
    {
        if (name.Length is 0 or > MaxLength || name[0] == '-')
        {
            return false;
        }

        foreach (char c in name)
        {
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-')
            {
                return false;
            }
        }

        return true;
    }
}
