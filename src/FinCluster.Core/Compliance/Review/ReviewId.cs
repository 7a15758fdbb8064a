using System.Buffers;
using System.Security.Cryptography;

namespace FinCluster.Core.Compliance.Review;

/// <summary>Names one item of the review queue.</summary>
/// <param name="Value"><c>rev_</c> and 32 lower-case hexadecimal digits.</param>
public readonly record struct ReviewId(string Value)
{
    private const string Prefix = "rev_";
    private const int Digits = 32;

    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdef");

    /// <summary>Draws a new id of 128 random bits.</summary>
    public static ReviewId New() => new(Prefix + RandomNumberGenerator.GetHexString(Digits, lowercase: true));

    /// <summary>Reads an id that came over the wire; false when it cannot be one.</summary>
    public static bool TryParse(string? text, out ReviewId id)
    {
        id = new ReviewId(text ?? "");
        return text?.Length == Prefix.Length + Digits
            && text.StartsWith(Prefix, StringComparison.Ordinal)
            && !text.AsSpan(Prefix.Length).ContainsAnyExcept(Hex);
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}
