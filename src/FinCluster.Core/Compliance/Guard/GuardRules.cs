using System.Collections.Concurrent;
using System.Collections.Immutable;
using FinCluster.Core.Compliance.Guard.Matching;
using FinCluster.Core.Compliance.Guard.Rules;
using FinCluster.Core.Compliance.Text;

namespace FinCluster.Core.Compliance.Guard;

/// <summary>The rules of some packs, compiled. Immutable but for a pool of scratch memory, and thread-safe; one is made for each set of packs, not for each request.</summary>
public sealed class GuardRules
{
    // Together they need less memory than one request; more would only be kept after a burst.
    private const int MostPooled = 64;

    private readonly ConcurrentBag<RuleScanner> _pool = [];

    private GuardRules(IReadOnlyList<RulePack> packs)
    {
        Sources = [.. packs.Select(pack => pack.Source)];
        Refusals = new RefusalTexts(packs);
        GuardRule[] all = [.. packs.SelectMany(pack => pack.Rules)];
        Input = new CompiledRules(all.Where(rule => rule.Directions.HasFlag(GuardDirections.Input) && rule.Pattern is null));
        Output = new CompiledRules(all.Where(rule => rule.Directions.HasFlag(GuardDirections.Output)));
        InputPatterns = [.. all.Where(rule => rule.Pattern is not null)];
    }

    /// <summary>Gets the packs, as <c>name@version</c>, in their order.</summary>
    public ImmutableArray<string> Sources { get; }

    /// <summary>Gets what is answered instead of what is refused.</summary>
    public RefusalTexts Refusals { get; }

    internal CompiledRules Input { get; }

    internal CompiledRules Output { get; }

    internal ImmutableArray<GuardRule> InputPatterns { get; }

    /// <summary>Compiles packs.</summary>
    /// <param name="packs">The packs. Where two have a refusal text for the same category and locale, the later one's is used.</param>
    /// <exception cref="FormatException">Two packs have the same name, or two rules the same id.</exception>
    public static GuardRules Compile(IReadOnlyList<RulePack> packs)
    {
        ArgumentNullException.ThrowIfNull(packs);
        var names = new HashSet<string>(StringComparer.Ordinal);
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (RulePack pack in packs)
        {
            RulePackReader.Check(names.Add(pack.Name), $"there are two rule packs '{pack.Name}'");
            foreach (GuardRule rule in pack.Rules)
            {
                RulePackReader.Check(ids.Add(rule.Id), $"rule pack '{pack.Name}': another pack has a rule '{rule.Id}' too");
            }
        }

        return new GuardRules(packs);
    }

    /// <summary>Finds the rules for input that a text breaks, the first match of each.</summary>
    internal void ScanInput(NormalizedText text, List<RuleFinding> findings)
    {
        if (!_pool.TryTake(out RuleScanner? scanner))
        {
            scanner = new RuleScanner(Input);
        }

        scanner.Reset();
        for (int i = 0; i < text.Text.Length; i++)
        {
            scanner.Feed(text.Text[i], text.OffsetOf(i));
        }

        scanner.Complete();
        foreach (RuleMatch match in scanner.Matches)
        {
            (int start, int length) = text.OriginalRange(match.Start, match.End - match.Start + 1);
            findings.Add(new RuleFinding(Input.Rules[match.Rule], start, length));
        }

        foreach (GuardRule rule in InputPatterns)
        {
            foreach (System.Text.RegularExpressions.ValueMatch match in rule.Pattern!.EnumerateMatches(text.Text))
            {
                if (match.Length > 0)
                {
                    (int start, int length) = text.OriginalRange(match.Index, match.Length);
                    findings.Add(new RuleFinding(rule, start, length));
                    break;
                }
            }
        }

        if (_pool.Count < MostPooled)
        {
            _pool.Add(scanner);
        }
    }
}
