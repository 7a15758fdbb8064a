using System.Collections.Immutable;
using FinCluster.Core.Compliance.Guard.Rules;
using FinCluster.Core.Compliance.Text;
using FinCluster.Core.Engine;

namespace FinCluster.Core.Compliance.Guard;

/// <summary>Says what happens to what is asked. Thread-safe.</summary>
public sealed class InputGuard
{
    // How often something encoded may be encoded again.
    private const int MostLayers = 2;

    private readonly GuardRules _rules;
    private readonly IGuardClassifier? _classifier;
    private readonly InputGuardOptions _options;
    private readonly ImmutableArray<string> _sources;

    /// <summary>Initializes a new instance of the <see cref="InputGuard"/> class.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="classifier">The classifier; without one the rules decide alone.</param>
    /// <param name="options">How it decides; null for the defaults.</param>
    public InputGuard(GuardRules rules, IGuardClassifier? classifier = null, InputGuardOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(rules);
        _options = options ?? new InputGuardOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.MaxMessages, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.MaxCharacters, 256);
        ArgumentOutOfRangeException.ThrowIfNegative(_options.ConfirmingThreshold);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(_options.ConfirmingThreshold, _options.ReviewThreshold);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(_options.ReviewThreshold, _options.RefusalThreshold);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(_options.RefusalThreshold, 1);
        _rules = rules;
        _classifier = classifier;
        _sources = classifier is null ? rules.Sources : rules.Sources.Add(classifier.Name);
    }

    /// <summary>
    /// Checks a conversation: what the user said now and before, each message for itself. System messages are the application's own, and answers were
    /// checked when they were given.
    /// </summary>
    /// <returns>The strictest verdict; of several the latest message's. Findings point into that message.</returns>
    public GuardVerdict Check(IReadOnlyList<ChatMessage> messages)
    {
        ArgumentNullException.ThrowIfNull(messages);
        GuardVerdict? strictest = null;
        int read = 0;
        for (int i = messages.Count - 1; i >= 0 && read < _options.MaxMessages && strictest?.Action != GuardAction.Refuse; i--)
        {
            if (messages[i].Role == ChatRole.User)
            {
                read++;
                GuardVerdict verdict = Check(messages[i].Content);
                strictest = strictest is null || verdict.Action > strictest.Action ? verdict : strictest;
            }
        }

        return strictest ?? new GuardVerdict { Action = GuardAction.Allow, Sources = _sources };
    }

    /// <summary>Checks one text.</summary>
    public GuardVerdict Check(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length <= _options.MaxCharacters)
        {
            return CheckPart(text);
        }

        int half = _options.MaxCharacters / 2;
        GuardVerdict first = CheckPart(text[..half]);
        int from = text.Length - half;
        GuardVerdict last = CheckPart(text[from..]);
        return last.Action > first.Action
            ? last with { Findings = [.. last.Findings.Select(finding => finding with { Start = finding.Start + from })] }
            : first;
    }

    private GuardVerdict CheckPart(string text)
    {
        var findings = new List<RuleFinding>();
        NormalizedText normalized = TextNormalizer.Normalize(text);
        _rules.ScanInput(normalized, findings);
        GuardScore? score = _classifier?.Score(normalized);
        FindQuoted(text, findings);
        FindEncoded(text, MostLayers, findings, ref score);
        return Decide(findings, score);
    }

    private GuardVerdict Decide(List<RuleFinding> findings, GuardScore? score)
    {
        GuardRule? strictest = null;
        foreach (RuleFinding finding in findings)
        {
            bool isStricter = strictest is null || finding.Rule.Action > strictest.Action
                || (finding.Rule.Action == strictest.Action && finding.Rule.Severity > strictest.Severity);
            strictest = isStricter ? finding.Rule : strictest;
        }

        bool rulesRefuse = strictest?.Action == GuardAction.Refuse;
        bool scoreRefuses = score?.Refuse >= _options.RefusalThreshold;
        bool isCertain = findings.Exists(finding => finding.Rule.IsCertain);
        bool isConfirmed = rulesRefuse && (isCertain || score is not { } given || given.Refuse >= _options.ConfirmingThreshold);
        GuardAction action = isConfirmed ? GuardAction.Refuse
            : score is null ? strictest?.Action ?? GuardAction.Allow
            : OnOne(strictest, rulesRefuse, score.Value.Refuse);
        return new GuardVerdict
        {
            Action = action,
            Category = strictest?.Category ?? (scoreRefuses ? score?.Category : null),
            Findings = [.. findings.Select(finding => finding.ToFinding())],
            Score = score?.Refuse,
            Sources = _sources,
        };
    }

    private GuardAction OnOne(GuardRule? strictest, bool rulesRefuse, double score)
    {
        GuardAction ruled = strictest is { Action: not GuardAction.Allow } ? GuardAction.Review : GuardAction.Allow;
        GuardAction scored = score >= _options.RefusalThreshold ? GuardAction.Refuse : score >= _options.ReviewThreshold ? GuardAction.Review : GuardAction.Allow;
        return _options.Policy switch
        {
            DisagreementPolicy.BlockOnOne when rulesRefuse => GuardAction.Refuse,
            DisagreementPolicy.BlockOnOne or DisagreementPolicy.ReviewOnOne => (GuardAction)Math.Max((int)ruled, (int)scored),
            _ => strictest?.Action == GuardAction.Review ? GuardAction.Review : GuardAction.Allow,
        };
    }

    // What stands around a document excuses nothing that the document tells the model to do.
    private void FindQuoted(string text, List<RuleFinding> findings)
    {
        var pieces = new List<TextPiece>();
        QuotedText.Find(text, pieces);
        foreach (TextPiece piece in pieces)
        {
            var inside = new List<RuleFinding>();
            _rules.ScanInput(TextNormalizer.Normalize(piece.Text), inside);
            foreach (RuleFinding finding in inside)
            {
                if (finding.Rule.Category == GuardCategory.PromptInjection)
                {
                    Add(findings, finding with { Start = finding.Start + piece.Start });
                }
            }
        }
    }

    private void FindEncoded(string text, int layers, List<RuleFinding> findings, ref GuardScore? score)
    {
        var pieces = new List<TextPiece>();
        EncodedText.FindPieces(text, pieces);
        if (EncodedText.Unescape(text) is { } unescaped)
        {
            pieces.Add(new TextPiece(unescaped, 0, text.Length));
        }

        string? rotated = EncodedText.Rotate(text);
        if (rotated is not null)
        {
            pieces.Add(new TextPiece(rotated, 0, text.Length));
        }

        foreach (TextPiece piece in pieces)
        {
            var inside = new List<RuleFinding>();
            NormalizedText plain = TextNormalizer.Normalize(piece.Text);
            _rules.ScanInput(plain, inside);
            bool isText = !ReferenceEquals(piece.Text, rotated) || EncodedText.IsEnglish(rotated);
            if (isText && _classifier?.Score(plain) is { } hidden && hidden.Refuse > score?.Refuse)
            {
                score = hidden;
            }

            if (layers > 1 && piece.Length < text.Length)
            {
                FindEncoded(piece.Text, layers - 1, inside, ref score);
            }

            foreach (RuleFinding finding in inside)
            {
                // Places inside what is decoded mean nothing outside.
                Add(findings, finding with { Start = piece.Start, Length = piece.Length });
            }
        }
    }

    private static void Add(List<RuleFinding> findings, RuleFinding finding)
    {
        if (!findings.Exists(known => ReferenceEquals(known.Rule, finding.Rule)))
        {
            findings.Add(finding);
        }
    }
}
