namespace FinCluster.Inference.Grammar.JsonSchema.Gbnf;

/// <summary>
/// Removes from a grammar what can never end, what is written twice and what is not used. A generator that entered an alternative
/// without end could not leave it, so such alternatives must be gone before the grammar is used.
/// </summary>
internal sealed class GbnfSimplifier
{
    // Merging only shortens the text. Rules that are equal this deep down are rare, and a hostile schema has thousands.
    private const int MergeRounds = 16;

    private readonly GbnfRules _rules;

    private GbnfSimplifier(GbnfRules rules) => _rules = rules;

    /// <summary>Simplifies <paramref name="rules"/> in place.</summary>
    /// <returns>Null, or the name of a rule that nothing can match and that keeps the root from ever being matched.</returns>
    public static string? Simplify(GbnfRules rules)
    {
        var simplifier = new GbnfSimplifier(rules);
        var productive = simplifier.FindProductive();
        if (!productive.Contains(GbnfRules.Root))
        {
            return simplifier.FindCulprit(productive);
        }

        simplifier.RewriteAll(reference => productive.Contains(reference.Name) ? reference : GbnfBuilder.Never);
        simplifier.RemoveUnreachable();
        simplifier.MergeEqualRules();
        simplifier.RemoveUnreachable();
        return null;
    }

    private HashSet<string> FindProductive()
    {
        var users = _rules.Names
            .SelectMany(user => GbnfWalk.References(_rules[user]).Distinct(), (user, used) => (user, used))
            .ToLookup(pair => pair.used, pair => pair.user);
        var productive = new HashSet<string>();
        var queue = new Queue<string>(_rules.Names);
        while (queue.TryDequeue(out var name))
        {
            if (!productive.Contains(name) && GbnfWalk.IsProductive(_rules[name], productive.Contains))
            {
                productive.Add(name);
                foreach (var user in users[name])
                {
                    queue.Enqueue(user);
                }
            }
        }

        return productive;
    }

    private string FindCulprit(HashSet<string> productive)
    {
        var barren = Reachable(GbnfRules.Root).Where(name => !productive.Contains(name)).ToList();
        return barren.Find(name => GbnfWalk.References(_rules[name]).All(productive.Contains)) ?? barren[0];
    }

    private void RewriteAll(Func<GbnfReference, GbnfNode> replace)
    {
        foreach (var name in _rules.Names)
        {
            _rules.Define(name, GbnfWalk.Rewrite(_rules[name], replace));
        }
    }

    private void RemoveUnreachable()
    {
        var reachable = Reachable(GbnfRules.Root).ToHashSet();
        _rules.Remove(_rules.Names.Where(name => !reachable.Contains(name)).ToHashSet());
    }

    // Two rules that become equal only once the rules they name are merged are found in the next round.
    private void MergeEqualRules()
    {
        for (var round = 0; round < MergeRounds && FindTwins() is { Count: > 0 } twins; round++)
        {
            RewriteAll(reference => twins.TryGetValue(reference.Name, out var twin) ? twin : reference);
            _rules.Remove(twins.Keys.ToHashSet());
        }
    }

    private Dictionary<string, GbnfNode> FindTwins()
    {
        var firsts = new Dictionary<string, string> { [GbnfPrinter.Print(_rules[GbnfRules.Root])] = GbnfRules.Root };
        var twins = new Dictionary<string, GbnfNode>();
        foreach (var name in _rules.Names.Where(name => name != GbnfRules.Root))
        {
            var body = _rules[name];
            if (body is GbnfReference alias)
            {
                twins.Add(name, alias);
            }
            else if (GbnfBuilder.IsEmpty(body))
            {
                twins.Add(name, body);
            }
            else if (!firsts.TryAdd(GbnfPrinter.Print(body), name))
            {
                twins.Add(name, GbnfBuilder.Reference(firsts[GbnfPrinter.Print(body)]));
            }
        }

        return Settled(twins);
    }

    // A twin may name another twin; follow the names to a rule that stays.
    private static Dictionary<string, GbnfNode> Settled(Dictionary<string, GbnfNode> twins) =>
        twins.ToDictionary(pair => pair.Key, pair => Follow(twins, pair.Value));

    private static GbnfNode Follow(Dictionary<string, GbnfNode> twins, GbnfNode node)
    {
        while (node is GbnfReference reference && twins.TryGetValue(reference.Name, out var next))
        {
            node = next;
        }

        return node;
    }

    private IEnumerable<string> Reachable(string start)
    {
        var seen = new HashSet<string> { start };
        var queue = new Queue<string>([start]);
        while (queue.TryDequeue(out var name))
        {
            yield return name;
            foreach (var next in GbnfWalk.References(_rules[name]).Where(seen.Add))
            {
                queue.Enqueue(next);
            }
        }
    }
}
