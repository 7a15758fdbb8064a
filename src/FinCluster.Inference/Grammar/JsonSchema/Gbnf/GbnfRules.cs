using System.Globalization;
using System.Text;

namespace FinCluster.Inference.Grammar.JsonSchema.Gbnf;

/// <summary>The rules of a grammar in the order of their making, under names that are unique.</summary>
internal sealed class GbnfRules
{
    /// <summary>The rule that the whole text must match.</summary>
    public const string Root = "root";

    private const int MaxNameLength = 48;

    private readonly List<string> _order = [];
    private readonly Dictionary<string, GbnfNode> _bodies = [];
    private readonly Dictionary<string, int> _namesakes = [];

    /// <summary>Gets the names, in the order of their reservation.</summary>
    public IReadOnlyList<string> Names => _order;

    /// <summary>Gets the right side of the rule <paramref name="name"/>.</summary>
    public GbnfNode this[string name] => _bodies[name];

    /// <summary>Takes a name that resembles <paramref name="wish"/> for a rule whose body is defined later.</summary>
    public string Reserve(string wish)
    {
        if (_order.Count >= SchemaLimits.Rules)
        {
            throw SchemaError.Of($"it needs more than {SchemaLimits.Rules} grammar rules.");
        }

        var name = Unique(Sanitise(wish));
        _order.Add(name);
        _bodies.Add(name, GbnfBuilder.Never);
        return name;
    }

    /// <summary>Sets or replaces the body of a reserved rule.</summary>
    public void Define(string name, GbnfNode body) => _bodies[name] = body;

    /// <summary>Makes a rule for <paramref name="body"/>; a body that is a name already, or nothing, needs none.</summary>
    public GbnfNode Add(string wish, GbnfNode body)
    {
        if (body is GbnfReference || GbnfBuilder.IsEmpty(body) || GbnfBuilder.IsNever(body))
        {
            return body;
        }

        var name = Reserve(wish);
        Define(name, body);
        return GbnfBuilder.Reference(name);
    }

    /// <summary>Forgets the rules named in <paramref name="names"/>.</summary>
    public void Remove(IReadOnlySet<string> names)
    {
        _order.RemoveAll(names.Contains);
        foreach (var name in names)
        {
            _bodies.Remove(name);
        }
    }

    /// <summary>Writes one rule per line, the first one first.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var name in _order)
        {
            text.Append(name).Append(" ::= ").Append(GbnfPrinter.Print(_bodies[name])).Append('\n');
        }

        return text.ToString();
    }

    private string Unique(string name)
    {
        if (_bodies.ContainsKey(name))
        {
            string numbered;
            do
            {
                var number = _namesakes[name] = _namesakes.GetValueOrDefault(name, 1) + 1;
                numbered = string.Create(CultureInfo.InvariantCulture, $"{name}-{number}");
            }
            while (_bodies.ContainsKey(numbered));

            return numbered;
        }

        return name;
    }

    // A rule's name is a dashed lowercase word; what a property's name offers beyond that is dropped.
    private static string Sanitise(string wish)
    {
        var name = new StringBuilder();
        foreach (var character in wish)
        {
            if (char.IsAsciiLetterOrDigit(character))
            {
                name.Append(char.ToLowerInvariant(character));
            }
            else if (name.Length > 0 && name[^1] != '-')
            {
                name.Append('-');
            }
        }

        var trimmed = name.ToString(0, Math.Min(name.Length, MaxNameLength)).Trim('-');
        return trimmed.Length == 0 || char.IsAsciiDigit(trimmed[0]) ? $"rule-{trimmed}".TrimEnd('-') : trimmed;
    }
}
