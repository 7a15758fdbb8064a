using System.Globalization;
using System.Text;

namespace FinCluster.Core.Text;

/// <summary>The compatibility forms of Unicode 14, as <c>compatibility.txt</c> lists them: one code point and its NFKC form in each line.</summary>
internal static class CompatibilityForms
{
    /// <summary>Reads all code points that have another form, with that form in lower case.</summary>
    public static IEnumerable<(int CodePoint, string Plain)> Read()
    {
        using Stream stream = typeof(CompatibilityForms).Assembly.GetManifestResourceStream("compatibility.txt")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        while (reader.ReadLine() is { } line)
        {
            int blank = line.IndexOf(' ', StringComparison.Ordinal);
            yield return (
                int.Parse(line.AsSpan(0, blank), NumberStyles.HexNumber, CultureInfo.InvariantCulture),
                line[(blank + 1)..].ToLowerInvariant());
        }
    }
}
