using FinCluster.Core.Audit;
using FinCluster.Core.Compliance.Guard;
using FinCluster.Core.Compliance.Labels;
using FinCluster.Core.Compliance.PersonalData;
using FinCluster.Core.Compliance.Settings;
using FinCluster.Core.Engine;
using FinCluster.Core.Errors;
using FinCluster.Core.Refinement;
using FinCluster.Core.Tenants;
using FinCluster.Core.Text;
using FinCluster.Gateway.Chat;
using FinCluster.Gateway.Compliance.Records;
using FinCluster.Gateway.Models;

namespace FinCluster.Gateway.Compliance.Screening;

/// <summary>What is done to one question before it is answered, and to its answer. Used by one call at a time.</summary>
internal sealed class RequestScreening(
    ChatCommand command,
    ComplianceProfile profile,
    Guards guards,
    AuditTrail trail,
    MaskVault vault,
    ContentProducer producer,
    OutcomeWatch outcomes,
    ComplianceMetrics metrics,
    TimeProvider time)
{
    private GuardPair? _guard = guards.Of(profile);
    private GuardVerdict? _verdict;
    private bool _isReceived;
    private bool _isOver;
    private ErrorKind? _failure;
    private ServedModel? _model;

    /// <summary>Gets the request's records.</summary>
    public AuditTrail Trail => trail;

    /// <summary>Gets the question as everything behind reads it; unmasked before <see cref="Receive"/>.</summary>
    public Prompt Question { get; private set; } = command.Prompt;

    /// <summary>Gets the language of who asks.</summary>
    public AnswerLocale Locale { get; } = AnswerLocales.Of(command.Prompt.Question);

    /// <summary>Gets a value indicating whether the answer carries labels.</summary>
    public bool IsLabelled => profile.Audience == Audience.Public && command.Stage is AnswerStage.Final or AnswerStage.Draft;

    /// <summary>Gets the words that refuse the question; null when it may be answered.</summary>
    public string? Refusal => _verdict is { Action: GuardAction.Refuse } refused ? _guard!.Refusals.For(refused.Category, Locale) : null;

    /// <summary>Masks the question and records that it came in. Calling it again does nothing.</summary>
    /// <param name="history">The conversation before it, as it is stored.</param>
    /// <returns>The question as everything behind reads it.</returns>
    public Prompt Receive(IReadOnlyList<ChatMessage> history)
    {
        if (command.Stage == AnswerStage.Second)
        {
            return command.Prompt;
        }

        if (!_isReceived)
        {
            var before = vault.Counts.ToDictionary();
            Question = profile.Mask ? Mask(history) : command.Prompt;
            _isReceived = true;
            int messages = command.Prompt is ChatPrompt chat ? chat.Messages.Count : 1;
            trail.Received(new ReceivedBody(command.Model, SloClassText.Format(command.Class), messages), Question);
            Count([.. vault.Counts.Select(kind => KeyValuePair.Create(EnumNames.Of(kind.Key), kind.Value - before.GetValueOrDefault(kind.Key))).Where(kind => kind.Value > 0)]);
        }

        return Question;
    }

    /// <summary>Records that the request ended before anything was generated.</summary>
    public void Fail(Exception error)
    {
        if (command.Stage == AnswerStage.Second || error is RequestException { Code: ErrorCode.AuditUnavailable })
        {
            return;
        }

        try
        {
            Receive([]);
        }
        catch (RequestException)
        {
            // Whoever asks is told of the error that came first.
        }

        _failure = (error as RequestException)?.Kind;
        Tell("", null);
        trail.Failed(error is RequestException refused ? refused.Kind.Name : error is OperationCanceledException ? "client_gone" : "internal_error", null, default, null);
    }

    /// <summary>Judges the question by the tenant's rules, together with those of the release that is to answer.</summary>
    /// <exception cref="RequestException">The release's rules cannot be read.</exception>
    public async ValueTask JudgeAsync(ServedModel model, CancellationToken cancellationToken)
    {
        _model = model;
        if (_guard is null || command.Stage is AnswerStage.Second)
        {
            return;
        }

        long began = time.GetTimestamp();
        _guard = model.GuardRules is { } rules ? await guards.OfAsync(rules, profile, cancellationToken) : _guard;
        GuardVerdict verdict = Judge(_guard);
        _verdict = verdict;
        metrics.OnInput(time.GetElapsedTime(began));
        metrics.OnVerdict("input", verdict);
        trail.Judged(AuditEventTypes.GuardInput, verdict);
    }

    /// <summary>Opens the way of the answer.</summary>
    /// <param name="isKept">Whether the caller needs the text of the whole answer.</param>
    public AnswerScreen OpenAnswer(bool isKept) =>
        OpenAnswer(profile.Reveal && command.Stage == AnswerStage.Final, isKept || trail.IsKept || _guard is not null || IsLabelled);

    /// <summary>Screens the whole answer that a second model has worked on, records it and that it goes out, and waits until that is safe.</summary>
    /// <returns>The answer as the caller sees it, and why it ended.</returns>
    /// <exception cref="RequestException">It cannot be recorded, so it may not go out.</exception>
    public async ValueTask<(string Shown, FinishReason Reason)> DeliverRefinedAsync(
        string before, RefinementResult result, string? model, FinishReason reason, (int Prompt, int Completion) counts, string fingerprint,
        CancellationToken cancellationToken)
    {
        trail.Refined(result, model, before);
        using AnswerScreen screen = OpenAnswer(profile.Reveal, isKept: true);
        ScreenedAnswer answer = Complete(screen, result.Text, reason);
        Judged(screen);
        string label = await DeliverAsync(answer.Reason, answer.Masked, screen.Verdict, counts, fingerprint, cancellationToken);
        return (answer.Shown + label, answer.Reason);
    }

    /// <summary>Screens the last piece of an answer. Where one was cut, a notice takes the place of the rest.</summary>
    /// <param name="screen">The way of the answer.</param>
    /// <param name="last">The last piece.</param>
    /// <param name="reason">Why the answer ends if nothing is found in it.</param>
    public ScreenedAnswer Complete(AnswerScreen screen, string last, FinishReason reason)
    {
        string shown = screen.Complete(last);
        string masked = screen.MaskedText;
        if (screen.Violation is null)
        {
            return new ScreenedAnswer(shown, masked, reason);
        }

        string notice = Notice(masked);
        return new ScreenedAnswer(shown + notice, masked + notice, FinishReason.ContentFilter);
    }

    /// <summary>Records the verdict on the answer.</summary>
    public void Judged(AnswerScreen answer)
    {
        if (_guard is null || Refusal is not null)
        {
            return;
        }

        GuardVerdict verdict = answer.Verdict!;
        metrics.OnVerdict("output", verdict);
        trail.Judged(AuditEventTypes.GuardOutput, verdict);
    }

    /// <summary>Waits until what was recorded would survive the loss of power.</summary>
    /// <exception cref="RequestException">It cannot be recorded.</exception>
    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        long began = time.GetTimestamp();
        await trail.WaitAsync(cancellationToken);
        metrics.OnRecorded(time.GetElapsedTime(began));
    }

    /// <summary>Records how the answer came about and that it goes out, and waits until that is safe.</summary>
    /// <returns>The labels that have to follow the answer.</returns>
    /// <exception cref="RequestException">It cannot be recorded, so it may not go out whole.</exception>
    public async ValueTask<string> FinishAsync(
        GenerationRequest request, GenerationStarted started, GenerationFinished finished, AnswerScreen answer, string masked,
        (int Prompt, int Completion) counts, string fingerprint, CancellationToken cancellationToken)
    {
        trail.Generated(request, started, finished);
        if (command.Stage == AnswerStage.Second)
        {
            return "";
        }

        Judged(answer);
        if (command.Stage == AnswerStage.Draft)
        {
            return "";
        }

        return await DeliverAsync(finished.Reason, masked, answer.Verdict, counts, fingerprint, cancellationToken);
    }

    /// <summary>Notes why the answer fails.</summary>
    public void OnFailed(ErrorKind error) => _failure = error;

    /// <summary>Records an answer that ended before its end; of one that did not, nothing more.</summary>
    public void End(AnswerScreen answer, (int Prompt, int Completion) counts, string fingerprint)
    {
        if (command.Stage != AnswerStage.Second)
        {
            Tell(answer.MaskedText, answer.Verdict);
            trail.Failed(_failure?.Name ?? "client_gone", answer.MaskedText, counts, fingerprint);
        }
    }

    /// <summary>Gets the metadata that the answer carries; null when the caller's audience needs none.</summary>
    public AigcMark? MarkOrNone => IsLabelled ? Mark : null;

    private AigcMark Mark => AigcMark.Of(producer, trail.Request);

    /// <summary>Records that an answer goes out, and waits until that is safe.</summary>
    /// <returns>The labels that have to follow it.</returns>
    private async ValueTask<string> DeliverAsync(
        FinishReason reason, string masked, GuardVerdict? verdict, (int Prompt, int Completion) counts, string fingerprint, CancellationToken cancellationToken)
    {
        string label = Label(masked);
        trail.Delivered(Outcome(reason), masked + label, EnumNames.Of(reason), counts, fingerprint);
        Tell(masked, verdict);
        await WaitAsync(cancellationToken);
        return label;
    }

    private string Notice(string before) => (before.Length == 0 ? "" : "\n\n") + (Locale == AnswerLocale.Chinese
        ? "［以下内容因合规要求未予显示。］"
        : "[The rest is withheld for compliance reasons.]");

    // What has to follow an answer; nothing when the caller's audience needs nothing, or nobody reads it yet.
    private string Label(string answer)
    {
        if (!IsLabelled)
        {
            return "";
        }

        // An answer in a language that the caller prescribed would not be one any more.
        string suffix = command.Constraint is null ? AnswerLabel.Suffix(answer, Locale) : "";
        trail.Labelled(profile.Audience, Locale, command.Constraint is null, Mark);
        return suffix;
    }

    private void Count(IReadOnlyCollection<KeyValuePair<string, int>> masked)
    {
        if (masked.Count == 0)
        {
            return;
        }

        trail.Masked(masked.ToDictionary());
        foreach ((string kind, int count) in masked)
        {
            metrics.OnMasked(kind, count);
        }
    }

    private void Tell(string masked, GuardVerdict? verdict)
    {
        if (_isOver)
        {
            return;
        }

        _isOver = true;
        outcomes.OnEnded(new RequestOutcome(trail.Request, command.Tenant, command.Session?.Id, Question, masked, _model)
        {
            Input = _verdict,
            Output = Refusal is null ? verdict : null,
            Error = _failure,
        });
    }

    private string Outcome(FinishReason reason) => Refusal is not null ? "refused"
        : reason == FinishReason.ContentFilter ? "cut"
        : command.Stage == AnswerStage.Ahead ? "kept"
        : "answered";

    private AnswerScreen OpenAnswer(bool reveals, bool isKept) => new(
        Refusal is null ? _guard?.Output.Begin() : null,
        profile.Mask && Refusal is null ? new MaskingStream(vault) : null,
        reveals ? new RevealingStream(vault) : null,
        isKept);

    private GuardVerdict Judge(GuardPair pair) => command.Prompt switch
    {
        ChatPrompt chat => pair.Input.Check(chat.Messages),
        TextPrompt text => pair.Input.Check(text.ParseControlTokens ? ControlTokens.Remove(text.Text) : text.Text),
        _ => new GuardVerdict { Action = GuardAction.Allow },
    };

    // What is already in the conversation keeps its numbers.
    private Prompt Mask(IReadOnlyList<ChatMessage> history)
    {
        foreach (ChatMessage message in history)
        {
            vault.Reserve(message.Content);
        }

        return vault.Mask(command.Prompt);
    }
}
