using System.Collections.Immutable;
using FinCluster.Core.Edge.Reading;

namespace FinCluster.Core.Edge;

/// <summary>What the model at the edge has been taught: terms and rules by their wordings, and the line of business of each. Immutable.</summary>
public sealed class EdgeGlossary
{
    private EdgeGlossary(ImmutableArray<CueEntry> entries) => Entries = entries;

    /// <summary>Gets what the shipped small model was taught.</summary>
    public static EdgeGlossary Shipped { get; } = ReadShipped();

    /// <summary>Gets how many wordings there are.</summary>
    public int Count => Entries.Length;

    internal ImmutableArray<CueEntry> Entries { get; }

    /// <summary>Reads a glossary: in each line a line of business, a blank, a wording; lines with '#' are comments.</summary>
    /// <exception cref="FormatException">A line is none of these.</exception>
    public static EdgeGlossary Read(TextReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ImmutableArray<CueEntry>.Builder entries = ImmutableArray.CreateBuilder<CueEntry>();
        for (int number = 1; reader.ReadLine() is { } line; number++)
        {
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            int blank = line.IndexOf(' ', StringComparison.Ordinal);
            if (blank <= 0 || blank == line.Length - 1 || !Enum.TryParse(line.AsSpan(0, blank), ignoreCase: true, out BusinessLine business))
            {
                throw new FormatException($"line {number} of the glossary is no line of business and wording");
            }

            entries.Add(new CueEntry(line[(blank + 1)..].Trim(), CueEntry.Bit(Cue.Known), business));
        }

        return new EdgeGlossary(entries.ToImmutable());
    }

    private static EdgeGlossary ReadShipped()
    {
        using Stream stream = typeof(EdgeGlossary).Assembly.GetManifestResourceStream("edge-glossary.txt")!;
        using var reader = new StreamReader(stream);
        return Read(reader);
    }
}
