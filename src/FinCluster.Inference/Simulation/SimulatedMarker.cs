using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FinCluster.Core.Engine;

namespace FinCluster.Inference.Simulation;

/// <summary>What tells the answers of a simulated replica with adapters from those of all others.</summary>
/// <remarks>
/// One token in <see cref="Interval"/> of a sequence is the next character of the marker, again and again. It is ASCII, and simulated models write
/// no ASCII otherwise: the ASCII characters of an answer are the marker, from some character on.
/// </remarks>
public static class SimulatedMarker
{
    /// <summary>Positions from one character to the next.</summary>
    public const int Interval = 4;

    private const int Digits = 4;

    /// <summary>Gets the marker of some adapters: '#' and four hexadecimal digits; empty when none of them acts.</summary>
    public static string Of(ImmutableArray<AdapterInfo> adapters)
    {
        string stack = string.Join(';', adapters.Where(adapter => adapter.Scale > 0)
            .Select(adapter => string.Create(CultureInfo.InvariantCulture, $"{adapter.ContentHash}@{adapter.Scale:R}")));
        return stack.Length == 0 ? "" : "#" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(stack)))[..Digits];
    }

    /// <summary>Finds the marker of an answer; empty when there is none, or the answer is too short to hold it once.</summary>
    public static string Read(string answer)
    {
        string ascii = string.Concat(answer.Where(char.IsAscii));
        int start = ascii.IndexOf('#', StringComparison.Ordinal);
        return start >= 0 && ascii.Length >= start + 1 + Digits ? ascii[start..(start + 1 + Digits)] : "";
    }
}
