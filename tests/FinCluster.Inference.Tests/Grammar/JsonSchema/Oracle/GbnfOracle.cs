namespace FinCluster.Inference.Tests.Grammar.JsonSchema.Oracle;

/// <summary>
/// Says whether a text belongs to a grammar, by trying everything: for each part and position, all positions where the part can end. Slow and
/// simple on purpose.
/// </summary>
internal sealed class GbnfOracle
{
    private readonly Dictionary<string, OracleNode> _rules;

    private GbnfOracle(Dictionary<string, OracleNode> rules) => _rules = rules;

    public IReadOnlyDictionary<string, OracleNode> Rules => _rules;

    public static GbnfOracle Parse(string grammar) => new(OracleParser.Parse(grammar));

    public bool Accepts(string text)
    {
        var match = new Match(_rules, [.. text.EnumerateRunes().Select(rune => rune.Value)]);
        return match.Ends(_rules["root"], 0).Contains(match.Length);
    }

    private sealed class Match(Dictionary<string, OracleNode> rules, int[] text)
    {
        private readonly Dictionary<(string Rule, int Start), HashSet<int>> _known = [];
        private readonly HashSet<(string Rule, int Start)> _open = [];

        public int Length => text.Length;

        public HashSet<int> Ends(OracleNode node, int start) => node switch
        {
            OracleClass set => start < text.Length && set.Matches(text[start]) ? [start + 1] : [],
            OracleSequence sequence => sequence.Items.Aggregate(
                new HashSet<int> { start }, (starts, item) => [.. starts.SelectMany(position => Ends(item, position))]),
            OracleChoice choice => [.. choice.Items.SelectMany(item => Ends(item, start))],
            OracleRepeat repeat => EndsOfRepeat(repeat, start),
            OracleReference reference => EndsOfRule(reference.Name, start),
            _ => throw new InvalidOperationException(),
        };

        private HashSet<int> EndsOfRepeat(OracleRepeat repeat, int start)
        {
            var ends = new HashSet<int>();
            var frontier = new HashSet<int> { start };
            for (var count = 0; frontier.Count > 0; count++)
            {
                if (count >= repeat.Minimum)
                {
                    frontier.ExceptWith(ends);
                    ends.UnionWith(frontier);
                }

                frontier = count == repeat.Maximum ? [] : [.. frontier.SelectMany(position => Ends(repeat.Item, position))];
            }

            return ends;
        }

        private HashSet<int> EndsOfRule(string name, int start)
        {
            if (_known.TryGetValue((name, start), out var known))
            {
                return known;
            }

            if (!_open.Add((name, start)))
            {
                throw new InvalidOperationException($"The rule {name} recurses on its left.");
            }

            var ends = Ends(rules[name], start);
            _open.Remove((name, start));
            return _known[(name, start)] = ends;
        }
    }
}
