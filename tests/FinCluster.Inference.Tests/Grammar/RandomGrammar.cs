using System.Text;

namespace FinCluster.Inference.Tests.Grammar;

/// <summary>Writes small grammars over four letters, with much recursion, emptiness and ambiguity.</summary>
internal static class RandomGrammar
{
    private static readonly string[] Leaves = ["\"a\"", "\"b\"", "\"ab\"", "\"é\"", "\"\"", "[ab]", "[^a]", "[é日]", ".", "\"日\""];
    private static readonly string[] Repetitions = ["*", "+", "?", "{2}", "{0,2}", "{1,3}", "{2,}", "{0}"];

    public static string Create(Random random)
    {
        var rules = random.Next(1, 5);
        var text = new StringBuilder();
        for (var rule = 0; rule < rules; rule++)
        {
            // In parentheses, because an empty last alternative would take the line end for its own.
            text.Append(rule == 0 ? "root" : $"r{rule}").Append(" ::= (").Append(Choice(random, rules, depth: 0)).Append(")\n");
        }

        return text.ToString();
    }

    private static string Choice(Random random, int rules, int depth) =>
        string.Join(" | ", Enumerable.Range(0, random.Next(1, 4)).Select(_ => Sequence(random, rules, depth)));

    private static string Sequence(Random random, int rules, int depth) =>
        string.Join(' ', Enumerable.Range(0, random.Next(random.Next(4) == 0 ? 0 : 1, 4)).Select(_ => Item(random, rules, depth)));

    private static string Item(Random random, int rules, int depth)
    {
        var item = random.Next(10) switch
        {
            < 3 when depth < 2 => $"({Choice(random, rules, depth + 1)})",
            < 5 when random.Next(rules) is var rule => (random.Next(2) == 0 ? "\"a\" " : "") + (rule == 0 ? "root" : $"r{rule}"),
            _ => random.GetItems(Leaves, 1)[0],
        };
        return random.Next(4) == 0 ? item + random.GetItems(Repetitions, 1)[0] : item;
    }
}
