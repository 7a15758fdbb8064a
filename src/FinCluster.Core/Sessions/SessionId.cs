using System.Security.Cryptography;

namespace FinCluster.Core.Sessions;

/// <summary>Names one conversation of a tenant.</summary>
/// <param name="Value">1 to 64 characters of letters, digits, '-' and '_'.</param>
public readonly record struct SessionId(string Value)
{
    /// <summary>The longest id, in characters.</summary>
    public const int MaxLength = 64;

    private const string Prefix = "ses_";

    /// <summary>Draws a new id of 128 random bits.</summary>
    public static SessionId New() => new(Prefix + RandomNumberGenerator.GetHexString(32, lowercase: true));

    /// <summary>Reads an id that came over the wire; false when it cannot be one.</summary>
    public static bool TryParse(string? text, out SessionId id)
    {
        id = new SessionId(text ?? "");
        return text is { Length: > 0 and <= MaxLength } && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}
