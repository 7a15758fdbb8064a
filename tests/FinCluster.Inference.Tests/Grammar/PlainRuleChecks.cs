using FinCluster.Inference.Grammar;

namespace FinCluster.Inference.Tests.Grammar;

/// <summary>The checks on rules by plain iteration: which may be empty, which recurse on their left, which can end.</summary>
internal sealed class PlainRuleChecks
{
    private readonly GrammarSyntax _syntax;
    private readonly bool[] _mayBeEmpty;
    private readonly bool[] _ends;

    public PlainRuleChecks(GrammarSyntax syntax)
    {
        _syntax = syntax;
        _mayBeEmpty = new bool[syntax.Rules.Count];
        _ends = new bool[syntax.Rules.Count];
        foreach (var _ in syntax.Rules)
        {
            for (var rule = 0; rule < syntax.Rules.Count; rule++)
            {
                _mayBeEmpty[rule] = Holds(syntax.Rules[rule].Body, _mayBeEmpty, character: false);
                _ends[rule] = Holds(syntax.Rules[rule].Body, _ends, character: true);
            }
        }
    }

    public bool IsAccepted => !Enumerable.Range(0, _syntax.Rules.Count).Any(IsLeftRecursive) && InUse().All(rule => _ends[rule]);

    private bool IsLeftRecursive(int rule)
    {
        var reached = LeftCalls(_syntax.Rules[rule].Body).ToHashSet();
        foreach (var _ in _syntax.Rules)
        {
            reached.UnionWith(reached.SelectMany(callee => LeftCalls(_syntax.Rules[callee].Body)).ToArray());
        }

        return reached.Contains(rule);
    }

    private HashSet<int> InUse()
    {
        var used = new HashSet<int> { _syntax.Root };
        foreach (var _ in _syntax.Rules)
        {
            used.UnionWith(used.SelectMany(rule => Calls(_syntax.Rules[rule].Body)).ToArray());
        }

        return used;
    }

    // Whether a part can be got through when the rules with true can be, and characters too if so told.
    private static bool Holds(GrammarNode node, bool[] rules, bool character) => node switch
    {
        LiteralNode literal => character || literal.Utf8.Length == 0,
        CharacterNode => character,
        ReferenceNode reference => rules[reference.Rule],
        SequenceNode sequence => sequence.Items.All(item => Holds(item, rules, character)),
        ChoiceNode choice => choice.Options.Any(option => Holds(option, rules, character)),
        RepeatNode repeat => repeat.Min == 0 || Holds(repeat.Item, rules, character),
        _ => throw new InvalidOperationException(),
    };

    private IEnumerable<int> LeftCalls(GrammarNode node) => node switch
    {
        ReferenceNode reference => [reference.Rule],
        SequenceNode sequence => sequence.Items
            .TakeWhile((_, index) => sequence.Items.Take(index).All(item => Holds(item, _mayBeEmpty, character: false)))
            .SelectMany(LeftCalls),
        ChoiceNode choice => choice.Options.SelectMany(LeftCalls),
        RepeatNode { Max: not 0 } repeat => LeftCalls(repeat.Item),
        _ => [],
    };

    private static IEnumerable<int> Calls(GrammarNode node) => node switch
    {
        ReferenceNode reference => [reference.Rule],
        SequenceNode sequence => sequence.Items.SelectMany(Calls),
        ChoiceNode choice => choice.Options.SelectMany(Calls),
        RepeatNode { Max: not 0 } repeat => Calls(repeat.Item),
        _ => [],
    };
}
