using System.Text;

namespace FinCluster.Inference.Tests.Grammar.JsonSchema.Oracle;

/// <summary>Walks a grammar at random and writes what it meets.</summary>
internal sealed class GbnfSampler
{
    private const int FreeDepth = 12;
    private const int TypicalLength = 300;

    private static readonly int[] Samples = [.. "abzAZ019 _-./\\\"',:{}[]é平安银行😀".EnumerateRunes().Select(rune => rune.Value)];

    private readonly GbnfOracle _oracle;
    private readonly Random _random;
    private readonly Dictionary<string, int> _heights = [];

    public GbnfSampler(GbnfOracle oracle, Random random)
    {
        (_oracle, _random) = (oracle, random);
        MeasureHeights();
    }

    public string Sample()
    {
        var text = new StringBuilder();
        Write(text, new OracleReference("root"), 0);
        return text.ToString();
    }

    private void MeasureHeights()
    {
        bool hasChanged;
        do
        {
            hasChanged = false;
            foreach (var (name, body) in _oracle.Rules)
            {
                if (Height(body) is { } height && height + 1 < _heights.GetValueOrDefault(name, int.MaxValue))
                {
                    _heights[name] = height + 1;
                    hasChanged = true;
                }
            }
        }
        while (hasChanged);
    }

    // The depth of the shallowest text, in rules; null while it is not known.
    private int? Height(OracleNode node) => node switch
    {
        OracleSequence sequence => sequence.Items.Aggregate((int?)0, (most, item) => most is { } known && Height(item) is { } height
            ? Math.Max(known, height) : null),
        OracleChoice choice => choice.Items.Min(Height),
        OracleRepeat repeat => repeat.Minimum == 0 ? 0 : Height(repeat.Item),
        OracleReference reference => _heights.TryGetValue(reference.Name, out var height) ? height : null,
        _ => 0,
    };

    private void Write(StringBuilder text, OracleNode node, int depth)
    {
        var isTired = depth > FreeDepth || text.Length > TypicalLength;
        switch (node)
        {
            case OracleClass set:
                text.Append(Pick(set));
                break;
            case OracleSequence sequence:
                sequence.Items.ForEach(item => Write(text, item, depth));
                break;
            case OracleChoice choice:
                Write(text, isTired ? choice.Items.MinBy(item => Height(item) ?? int.MaxValue)! : PickItem(choice.Items), depth);
                break;
            case OracleRepeat repeat:
                WriteRepeat(text, repeat, isTired, depth);
                break;
            case OracleReference reference:
                Write(text, _oracle.Rules[reference.Name], depth + 1);
                break;
        }
    }

    private void WriteRepeat(StringBuilder text, OracleRepeat repeat, bool isTired, int depth)
    {
        var count = repeat.Minimum;
        while (count < repeat.Maximum && !isTired && _random.Next(3) > 0)
        {
            count++;
        }

        // Counting off by one shows at the very end of the range only.
        count = !isTired && repeat.Maximum < 40 && _random.Next(5) == 0 ? repeat.Maximum : count;
        for (var i = 0; i < count; i++)
        {
            Write(text, repeat.Item, depth);
        }
    }

    private OracleNode PickItem(List<OracleNode> items)
    {
        var possible = items.FindAll(item => Height(item) is not null);
        return possible[_random.Next(possible.Count)];
    }

    private string Pick(OracleClass set)
    {
        var candidates = Samples.Where(set.Matches).ToList();
        if (!set.IsNegated)
        {
            var (first, last) = set.Ranges[_random.Next(set.Ranges.Count)];
            candidates.AddRange([first, last, _random.Next(first, last + 1)]);
        }

        candidates.RemoveAll(codePoint => !set.Matches(codePoint));
        return char.ConvertFromUtf32(candidates[_random.Next(candidates.Count)]);
    }
}
