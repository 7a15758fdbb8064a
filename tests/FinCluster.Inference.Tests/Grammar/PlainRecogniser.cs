using System.Text;
using FinCluster.Inference.Grammar;

namespace FinCluster.Inference.Tests.Grammar;

/// <summary>Recognises texts straight from the syntax tree: for each part and place, the set of places where the part may end.</summary>
internal sealed class PlainRecogniser(GrammarSyntax syntax)
{
    private readonly Dictionary<(int Rule, int At), HashSet<int>> _known = [];
    private int[] _text = [];
    private bool _askedForMore;

    /// <summary>Says whether a text begins an output, and whether it is one. All rules must be able to end.</summary>
    public (bool Begins, bool Matches) Judge(string text)
    {
        _text = [.. text.EnumerateRunes().Select(rune => rune.Value)];
        _known.Clear();
        _askedForMore = false;
        var matches = Ends(new ReferenceNode(syntax.Root), 0).Contains(_text.Length);
        return (matches || _askedForMore, matches);
    }

    private HashSet<int> Ends(GrammarNode node, int at) => node switch
    {
        LiteralNode literal => Literal(literal, at),
        CharacterNode character => Read(character.Characters.Contains, at),
        ReferenceNode reference => Rule(reference.Rule, at),
        SequenceNode sequence => sequence.Items.Aggregate(new HashSet<int> { at }, (places, item) => After(item, places)),
        ChoiceNode choice => [.. choice.Options.SelectMany(option => Ends(option, at))],
        RepeatNode repeat => Repeat(repeat, at),
        _ => throw new InvalidOperationException(),
    };

    private HashSet<int> After(GrammarNode node, HashSet<int> places) => [.. places.SelectMany(place => Ends(node, place))];

    private HashSet<int> Rule(int rule, int at)
    {
        if (!_known.TryGetValue((rule, at), out var ends))
        {
            ends = Ends(syntax.Rules[rule].Body, at);
            _known.Add((rule, at), ends);
        }

        return ends;
    }

    private HashSet<int> Literal(LiteralNode literal, int at)
    {
        var places = new HashSet<int> { at };
        foreach (var rune in Encoding.UTF8.GetString(literal.Utf8).EnumerateRunes())
        {
            places = [.. places.SelectMany(place => Read(value => value == rune.Value, place))];
        }

        return places;
    }

    private HashSet<int> Read(Func<int, bool> takes, int at)
    {
        _askedForMore |= at == _text.Length;
        return at < _text.Length && takes(_text[at]) ? [at + 1] : [];
    }

    private HashSet<int> Repeat(RepeatNode repeat, int at)
    {
        // As many rounds as there are characters, and some, reach every place that more of them reach.
        var rounds = Math.Min(repeat.Max ?? int.MaxValue, repeat.Min + _text.Length + 1);
        var places = new HashSet<int> { at };
        var ends = new HashSet<int>(repeat.Min == 0 ? places : []);
        for (var round = 1; round <= rounds; round++)
        {
            places = After(repeat.Item, places);
            ends.UnionWith(round >= repeat.Min ? places : []);
        }

        return ends;
    }
}
