using System.Text;
using FinCluster.Inference.Grammar;

namespace FinCluster.Inference.Tests.Grammar;

/// <summary>Writes random outputs of a grammar. The deeper it gets, the more it prefers what ends soon.</summary>
internal sealed class RandomOutput
{
    private const int FreeDepth = 12;

    private readonly GrammarSyntax _syntax;
    private readonly Random _random;
    private readonly long[] _shortest;
    private readonly StringBuilder _output = new();

    public RandomOutput(GrammarSyntax syntax, int seed)
    {
        _syntax = syntax;
        _random = new Random(seed);
        _shortest = new long[syntax.Rules.Count];
        Array.Fill(_shortest, int.MaxValue);
        for (var changed = true; changed;)
        {
            changed = false;
            for (var rule = 0; rule < _shortest.Length; rule++)
            {
                // A rule costs one more than its body, so that going for the shortest always comes to an end.
                var length = 1 + Shortest(syntax.Rules[rule].Body);
                changed |= length < _shortest[rule];
                _shortest[rule] = Math.Min(length, _shortest[rule]);
            }
        }
    }

    public string Next()
    {
        _output.Clear();
        Write(_syntax.Rules[_syntax.Root].Body, depth: 0);
        return _output.ToString();
    }

    private long Shortest(GrammarNode node) => Math.Min(int.MaxValue, node switch
    {
        LiteralNode literal => literal.Utf8.Length,
        ReferenceNode reference => _shortest[reference.Rule],
        SequenceNode sequence => sequence.Items.Sum(Shortest),
        ChoiceNode choice => choice.Options.Min(Shortest),
        RepeatNode repeat => repeat.Min == 0 ? 0 : repeat.Min * Shortest(repeat.Item),
        _ => 1,
    });

    private void Write(GrammarNode node, int depth)
    {
        switch (node)
        {
            case LiteralNode literal:
                _output.Append(Encoding.UTF8.GetString(literal.Utf8));
                break;
            case CharacterNode character:
                _output.Append(Pick(character.Characters));
                break;
            case ReferenceNode reference:
                Write(_syntax.Rules[reference.Rule].Body, depth + 1);
                break;
            case SequenceNode sequence:
                sequence.Items.ToList().ForEach(item => Write(item, depth));
                break;
            case ChoiceNode choice:
                Write(depth > FreeDepth ? choice.Options.MinBy(Shortest)! : choice.Options[_random.Next(choice.Options.Count)], depth);
                break;
            case RepeatNode repeat:
                var more = depth > FreeDepth ? 0 : Math.Min(_random.Next(4), (repeat.Max ?? int.MaxValue) - repeat.Min);
                for (var i = 0; i < repeat.Min + more; i++)
                {
                    Write(repeat.Item, depth + 1);
                }

                break;
        }
    }

    private Rune Pick(CharacterSet set)
    {
        var range = set.Ranges[_random.Next(set.Ranges.Length)];
        return new Rune(_random.Next(range.First, Math.Min(range.Last, range.First + 40) + 1));
    }
}
