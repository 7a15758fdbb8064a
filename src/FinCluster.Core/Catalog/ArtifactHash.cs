using System.Buffers;

namespace FinCluster.Core.Catalog;

/// <summary>Names a file, or a release, by its content: SHA-256.</summary>
public readonly record struct ArtifactHash
{
    /// <summary>The length of a hash as text, in characters.</summary>
    public const int Length = 64;

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    private readonly string? _value;

    private ArtifactHash(string value) => _value = value;

    /// <summary>Gets the hash as 64 lower-case hexadecimal digits; empty for none.</summary>
    public string Value => _value ?? "";

    /// <summary>Takes over the 32 bytes of a digest.</summary>
    public static ArtifactHash FromDigest(ReadOnlySpan<byte> digest)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(digest.Length, Length / 2);
        return new ArtifactHash(Convert.ToHexStringLower(digest));
    }

    /// <summary>Reads a hash that a person wrote or a message carries; false unless it is 64 lower-case hexadecimal digits.</summary>
    public static bool TryParse(string? text, out ArtifactHash hash)
    {
        bool isHash = text is { Length: Length } && !text.AsSpan().ContainsAnyExcept(Digits);
        hash = isHash ? new ArtifactHash(text!) : default;
        return isHash;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}
