using System.Text;
using FinCluster.Inference.Sampling;

namespace FinCluster.Inference.Tests.Sampling;

/// <summary>What a stop detector must say, worked out from all bytes at once.</summary>
internal sealed class StopReference(string[] stopStrings, bool includeStop)
{
    private readonly byte[][] _stops = [.. stopStrings.Select(Encoding.UTF8.GetBytes)];

    /// <summary>Finds where a text ends that a stop string ends: at the one that is complete first, of two the longer one.</summary>
    public int? FindEnd(ReadOnlySpan<byte> text)
    {
        for (int end = 1; end <= text.Length; end++)
        {
            int longest = 0;
            foreach (byte[] stop in _stops)
            {
                longest = text[..end].EndsWith(stop) ? Math.Max(longest, stop.Length) : longest;
            }

            if (longest > 0)
            {
                return includeStop ? end : end - longest;
            }
        }

        return null;
    }

    /// <summary>Counts the bytes that may be shown of a text that may go on.</summary>
    public int Final(ReadOnlySpan<byte> text)
    {
        int held = Utf8Boundary.IncompleteTail(text);
        foreach (byte[] stop in _stops)
        {
            for (int length = 1; length < stop.Length; length++)
            {
                held = text.EndsWith(stop.AsSpan(0, length)) ? Math.Max(held, length) : held;
            }
        }

        return text.Length - held;
    }
}
