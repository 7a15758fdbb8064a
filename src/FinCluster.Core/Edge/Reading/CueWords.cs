using System.Collections.Immutable;

namespace FinCluster.Core.Edge.Reading;

/// <summary>The words of <c>edge-cues.txt</c>.</summary>
internal static class CueWords
{
    /// <summary>Gets all words with their cues.</summary>
    public static ImmutableArray<CueEntry> Entries { get; } = [.. Read()];

    private static IEnumerable<CueEntry> Read()
    {
        using Stream stream = typeof(CueWords).Assembly.GetManifestResourceStream("edge-cues.txt")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#'))
            {
                continue;
            }

            int blank = line.IndexOf(' ', StringComparison.Ordinal);
            Cue cue = Enum.Parse<Cue>(line[..blank].Replace("-", "", StringComparison.Ordinal), ignoreCase: true);
            foreach (string word in line[(blank + 1)..].Split('|'))
            {
                yield return new CueEntry(word, CueEntry.Bit(cue), BusinessLine.General);
            }
        }
    }
}
