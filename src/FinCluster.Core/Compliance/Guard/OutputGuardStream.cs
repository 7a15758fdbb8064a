using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using FinCluster.Core.Compliance.Guard.Matching;
using FinCluster.Core.Compliance.Guard.Rules;
using FinCluster.Core.Compliance.Text;

namespace FinCluster.Core.Compliance.Guard;

/// <summary>
/// Watches one answer: says how much of it may be released, and holds back only what may still become part of a match. What is released in the end, and
/// the verdict, depend on the text alone and not on its pieces. Not thread-safe; while nothing is found it allocates nothing once its buffers have grown.
/// </summary>
[SuppressMessage("Naming", "CA1711", Justification = "It is the stream of an answer; those who use it never meet System.IO.Stream beside it.")]
public sealed class OutputGuardStream
{
    private readonly GuardRules _rules;
    private readonly RuleScanner _scanner;
    private readonly NormalizingStream _normalizer = new(64);
    private int _taken;
    private int _pushed;
    private bool _isComplete;

    internal OutputGuardStream(GuardRules rules)
    {
        _rules = rules;
        _scanner = new RuleScanner(rules.Output);
    }

    /// <summary>Gets how many characters of everything pushed so far may be released. It never becomes less.</summary>
    public int Released { get; private set; }

    /// <summary>Gets the refusal, when there is one; then <see cref="Released"/> stays where the match begins, or before.</summary>
    public GuardVerdict? Violation { get; private set; }

    /// <summary>Gets what is said of the text so far.</summary>
    public GuardVerdict Verdict => Violation ?? VerdictOf(_scanner.Matches.Count == 0 ? GuardAction.Allow : GuardAction.Review);

    /// <summary>Takes more of the answer.</summary>
    /// <returns><see cref="Released"/>.</returns>
    public int Push(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Push(text.AsSpan());
    }

    /// <summary>Takes more of the answer.</summary>
    /// <returns><see cref="Released"/>.</returns>
    public int Push(ReadOnlySpan<char> text)
    {
        if (_isComplete)
        {
            throw new InvalidOperationException("the answer is complete");
        }

        foreach (char c in text)
        {
            if (Violation is not null)
            {
                return Released;
            }

            _pushed++;
            _normalizer.Push(c);
            Scan();
        }

        if (Violation is null)
        {
            Released = Math.Max(Released, Math.Min(_normalizer.FirstHeld, _scanner.FirstUndecided()));
        }

        return Released;
    }

    /// <summary>Takes note that the answer is complete.</summary>
    /// <returns><see cref="Released"/>.</returns>
    public int Complete()
    {
        if (!_isComplete && Violation is null)
        {
            _normalizer.Complete();
            Scan();
            if (Violation is null)
            {
                _scanner.Complete();
                LookForViolation();
            }

            Released = Violation is null ? _pushed : Released;
        }

        _isComplete = true;
        return Released;
    }

    private void Scan()
    {
        ReadOnlySpan<char> text = _normalizer.Text;
        ReadOnlySpan<int> offsets = _normalizer.Offsets;
        for (int i = 0; i < text.Length && Violation is null; i++)
        {
            _scanner.Feed(text[i], offsets[i]);
            LookForViolation();
        }

        _normalizer.Clear();
    }

    private void LookForViolation()
    {
        for (; _taken < _scanner.Matches.Count && Violation is null; _taken++)
        {
            RuleMatch match = _scanner.Matches[_taken];
            if (_rules.Output.Rules[match.Rule].Action == GuardAction.Refuse)
            {
                Violation = VerdictOf(GuardAction.Refuse);
                Released = Math.Max(Released, match.Offset);
            }
        }
    }

    private GuardVerdict VerdictOf(GuardAction action)
    {
        ImmutableArray<GuardRule> rules = _rules.Output.Rules;
        List<RuleMatch> matches = _scanner.Matches;
        int decisive = matches.FindIndex(match => rules[match.Rule].Action == action);
        return new GuardVerdict
        {
            Action = action,
            Category = decisive < 0 ? null : rules[matches[decisive].Rule].Category,
            Findings = [.. matches.Select(match => new GuardFinding(
                rules[match.Rule].Id, rules[match.Rule].Category, match.Offset, match.EndOffset + 1 - match.Offset))],
            Sources = _rules.Sources,
        };
    }
}
