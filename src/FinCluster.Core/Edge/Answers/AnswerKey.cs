using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using FinCluster.Core.Text;

namespace FinCluster.Core.Edge.Answers;

/// <summary>Names a question within a scope: SHA-256 over both, the question folded and without the marks at its end.</summary>
/// <remarks>The question cannot be read from it, so a cache of keys holds no text of users.</remarks>
public readonly record struct AnswerKey
{
    private readonly UInt128 _high;
    private readonly UInt128 _low;

    private AnswerKey(ReadOnlySpan<byte> digest)
    {
        _high = BinaryPrimitives.ReadUInt128BigEndian(digest);
        _low = BinaryPrimitives.ReadUInt128BigEndian(digest[16..]);
    }

    /// <summary>Makes the key of a question.</summary>
    public static AnswerKey Of(AnswerScope scope, string question)
    {
        ArgumentNullException.ThrowIfNull(question);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string part in (ReadOnlySpan<string>)[scope.Release, scope.Adapter, scope.Salt, Normalize(question)])
        {
            // The length first, so that no two tuples are the same bytes.
            hash.AppendData(BitConverter.GetBytes(part.Length));
            hash.AppendData(MemoryMarshal.AsBytes(part.AsSpan()));
        }

        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(digest);
        return new AnswerKey(digest);
    }

    /// <summary>Brings a question into the form that keys are made of: folded, without blanks beside Chinese characters and without marks at its end.</summary>
    internal static string Normalize(string question)
    {
        ReadOnlySpan<char> folded = TextFolder.Fold(question).AsSpan().Trim(" \n?!。.,~");
        var plain = new StringBuilder(folded.Length);
        for (int i = 0; i < folded.Length; i++)
        {
            if (folded[i] is not (' ' or '\n') || !(TextFolder.IsIdeograph(folded[i - 1]) || TextFolder.IsIdeograph(folded[i + 1])))
            {
                plain.Append(folded[i]);
            }
        }

        return plain.ToString();
    }

    /// <inheritdoc/>
    public override string ToString() => $"{_high:x32}{_low:x32}";
}
