using System.Collections.Immutable;
using FinCluster.Core.Compliance.Guard.Rules;

namespace FinCluster.Core.Compliance.Guard.Matching;

/// <summary>The rules of word sets for one direction, ready to be scanned for. Immutable, so thread-safe.</summary>
internal sealed class CompiledRules
{
    /// <summary>Compiles rules; those that are regular expressions are not among them.</summary>
    public CompiledRules(IEnumerable<GuardRule> rules)
    {
        Rules = [.. rules];
        FirstSlots = new int[Rules.Length];
        FirstUnless = new int[Rules.Length];
        HasAfter = new bool[Rules.Length];
        var uses = new Dictionary<(string Text, bool IsWholeAtEnd), List<WordUse>>();
        for (int r = 0; r < Rules.Length; r++)
        {
            FirstSlots[r] = Slots;
            FirstUnless[r] = UnlessSlots;
            for (int step = 0; step < Rules[r].Steps.Length; step++)
            {
                Add(uses, Rules[r].Steps[step].Words, new WordUse(r, step, Slots++));
            }

            foreach (RuleUnless unless in Rules[r].Unless)
            {
                Add(uses, unless.Words, new WordUse(r, WordUse.Unless, UnlessSlots++));
                HasAfter[r] |= unless.After > 0;
            }
        }

        Automaton = new WordAutomaton([.. uses.Select(use => new WordPattern(
            use.Key.Text, IsWord(use.Key.Text[0]), use.Key.IsWholeAtEnd, [.. use.Value]))]);
    }

    /// <summary>Gets the rules.</summary>
    public ImmutableArray<GuardRule> Rules { get; }

    /// <summary>Gets the automaton over all words of all rules.</summary>
    public WordAutomaton Automaton { get; }

    /// <summary>Gets the number of steps of all rules.</summary>
    public int Slots { get; }

    /// <summary>Gets the number of word sets that make matches harmless, of all rules.</summary>
    public int UnlessSlots { get; }

    /// <summary>Gets the slot of each rule's first step.</summary>
    public int[] FirstSlots { get; }

    /// <summary>Gets the slot of the first words that make each rule's matches harmless.</summary>
    public int[] FirstUnless { get; }

    /// <summary>Gets which rules have words that make a match harmless when they follow it.</summary>
    public bool[] HasAfter { get; }

    /// <summary>Says whether a normalised character belongs to a Latin word.</summary>
    public static bool IsWord(char c) => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c);

    private static void Add(Dictionary<(string Text, bool IsWholeAtEnd), List<WordUse>> uses, ImmutableArray<string> words, WordUse use)
    {
        foreach (string word in words)
        {
            bool isBeginning = word[^1] == '*' && word.Length > 1;
            string text = (isBeginning ? word[..^1] : word).Replace('-', ' ').Replace('_', ' ');
            Add(uses, text, !isBeginning && IsWord(text[^1]), use);

            // Words that were spaced letter by letter, or written as one.
            string joined = text.Replace(" ", "", StringComparison.Ordinal);
            if (joined.Length is > 5 && joined.Length < text.Length)
            {
                Add(uses, joined, !isBeginning && IsWord(joined[^1]), use);
            }
        }
    }

    private static void Add(Dictionary<(string Text, bool IsWholeAtEnd), List<WordUse>> uses, string text, bool isWholeAtEnd, WordUse use)
    {
        if (!uses.TryGetValue((text, isWholeAtEnd), out List<WordUse>? list))
        {
            uses.Add((text, isWholeAtEnd), list = []);
        }

        if (!list.Contains(use))
        {
            list.Add(use);
        }
    }
}
