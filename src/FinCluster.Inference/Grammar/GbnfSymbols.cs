namespace FinCluster.Inference.Grammar;

/// <summary>The rules of a grammar while it is read: a rule may be named before it is defined.</summary>
internal sealed class GbnfSymbols(GbnfReader reader, GrammarLimits limits)
{
    private const string RootName = "root";

    private readonly Dictionary<string, int> _indices = new(StringComparer.Ordinal);
    private readonly List<Symbol> _symbols = [];
    private long _elements;

    /// <summary>Finds or makes the index of the rule that is named at <paramref name="offset"/>.</summary>
    public int Reference(string name, int offset)
    {
        if (_indices.TryGetValue(name, out var index))
        {
            return index;
        }

        if (_symbols.Count == limits.MaxRules)
        {
            throw reader.Fail(offset, $"a grammar has at most {limits.MaxRules} rules");
        }

        _indices.Add(name, _symbols.Count);
        _symbols.Add(new Symbol(name, offset, null));
        return _symbols.Count - 1;
    }

    /// <summary>Finds or makes the index of the rule whose definition starts at <paramref name="offset"/>.</summary>
    public int BeginDefinition(string name, int offset)
    {
        var index = Reference(name, offset);
        return _symbols[index].Body is null ? index : throw reader.Fail(offset, $"rule '{name}' is defined twice");
    }

    /// <summary>Gives a rule the body that was read for it.</summary>
    public void EndDefinition(int index, int offset, GrammarNode body)
    {
        _symbols[index] = new Symbol(_symbols[index].Name, offset, body);
        _elements += body.Elements + 1;
        if (_elements > limits.MaxElements)
        {
            throw reader.Fail(offset, $"a grammar has at most {limits.MaxElements} elements, repetitions written out");
        }
    }

    /// <summary>Checks that every rule is defined and one is the root.</summary>
    public GrammarSyntax ToSyntax(string text)
    {
        var rules = new List<GrammarRule>(_symbols.Count);
        foreach (var symbol in _symbols)
        {
            var body = symbol.Body ?? throw reader.Fail(symbol.Offset, $"rule '{symbol.Name}' is not defined");
            rules.Add(new GrammarRule(symbol.Name, symbol.Offset, body));
        }

        return _indices.TryGetValue(RootName, out var root)
            ? new GrammarSyntax(text, rules, root)
            : throw GrammarErrors.Invalid("a grammar needs a rule named 'root'");
    }

    /// <summary>A name; until its definition comes, <paramref name="Offset"/> is where it is first used.</summary>
    private sealed record Symbol(string Name, int Offset, GrammarNode? Body);
}
