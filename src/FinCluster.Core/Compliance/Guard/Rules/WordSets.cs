using System.Collections.Immutable;
using FinCluster.Core.Compliance.Text;

namespace FinCluster.Core.Compliance.Guard.Rules;

/// <summary>The named word sets of a pack, and the reading of words.</summary>
internal sealed class WordSets
{
    private const int MaxWords = 1_000;

    // The longest text that may be held back of an answer for one word.
    private const int MaxWordCharacters = 48;

    private readonly Dictionary<string, ImmutableArray<string>> _sets = new(StringComparer.Ordinal);

    public WordSets(string pack, Dictionary<string, string[]> sets)
    {
        foreach ((string name, string[] words) in sets)
        {
            string place = $"rule pack '{pack}', set '{name}'";
            RulePackReader.Check(RulePackReader.IsName(name, 32), $"{place}: a name has 1 to 32 of a-z, 0-9, '.', '-' and '_'");

            // Sets may use those above them, so there are no circles.
            _sets.Add(name, Read(words, place));
        }
    }

    /// <summary>Reads words and the names of sets, which begin with <c>@</c>.</summary>
    public ImmutableArray<string> Read(string[] words, string place)
    {
        var read = new List<string>();
        foreach (string word in words)
        {
            if (word is null)
            {
                throw new FormatException($"{place}: a word is null");
            }

            if (word.StartsWith('@'))
            {
                read.AddRange(_sets.TryGetValue(word[1..], out ImmutableArray<string> set)
                    ? set
                    : throw new FormatException($"{place}: there is no set '{word[1..]}' above it"));
                continue;
            }

            bool isBeginning = word.EndsWith('*');
            string plain = TextNormalizer.Normalize(isBeginning ? word[..^1] : word).Text.Trim();
            RulePackReader.Check(plain.Length is >= 1 and <= MaxWordCharacters, $"{place}: the word '{word}' must have 1 to {MaxWordCharacters} characters");
            RulePackReader.Check(!isBeginning || char.IsAsciiLetterLower(plain[^1]), $"{place}: '{word}' must have a Latin letter before the '*'");
            read.Add(isBeginning ? plain + "*" : plain);
        }

        ImmutableArray<string> distinct = [.. read.Distinct(StringComparer.Ordinal)];
        RulePackReader.Check(distinct.Length is >= 1 and <= MaxWords, $"{place}: 1 to {MaxWords} words, there are {distinct.Length}");
        return distinct;
    }
}
