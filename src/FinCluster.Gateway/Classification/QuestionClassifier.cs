using FinCluster.Core.Compliance.Guard;
using FinCluster.Core.Compliance.Monitoring;
using FinCluster.Core.Compliance.Settings;
using FinCluster.Core.Edge;
using FinCluster.Core.Engine;
using FinCluster.Core.Errors;
using FinCluster.Gateway.Admission;
using FinCluster.Gateway.Compliance;
using FinCluster.Gateway.Compliance.Screening;
using FinCluster.Gateway.Hosting;
using FinCluster.Gateway.Tenants;

namespace FinCluster.Gateway.Classification;

/// <summary>Classifies questions within the tenant's limits. It takes far less than a millisecond for each, waits for no model, and keeps nothing. Thread-safe.</summary>
internal sealed class QuestionClassifier(Guards guards, ComplianceSource compliance, ComplianceMetrics metrics, AdmissionService admission, DrainControl drain)
{
    /// <summary>The most texts of a request.</summary>
    public const int MaxTexts = 64;

    /// <summary>The longest text, in characters.</summary>
    public const int MaxCharacters = 32_768;

    private readonly IntentReader _intents = new(EdgeGlossary.Shipped);
    private readonly EdgeDecider _tiers = new(EdgeWeights.Shipped, EdgeGlossary.Shipped);

    /// <summary>Classifies texts, each for itself, by the rules that hold for the caller.</summary>
    /// <param name="caller">Who asks; it counts as one request, and as no tokens.</param>
    /// <param name="texts">1 to <see cref="MaxTexts"/> texts, none empty and none longer than <see cref="MaxCharacters"/>.</param>
    /// <param name="cancellationToken">Ends the wait for the tenant's limits.</param>
    /// <exception cref="RequestException">A text is not in range, or a limit of the tenant is in the way.</exception>
    public async Task<Classification> ClassifyAsync(RequestCaller caller, IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        drain.ThrowIfDraining();
        if (texts.Count is 0 or > MaxTexts)
        {
            throw RequestException.Invalid("input", $"input must hold 1 to {MaxTexts} texts, not {texts.Count}");
        }

        for (int i = 0; i < texts.Count; i++)
        {
            if (texts[i].Length is 0 or > MaxCharacters)
            {
                throw RequestException.Invalid("input", $"text {i} must have 1 to {MaxCharacters} characters, it has {texts[i].Length}");
            }
        }

        await admission.CountAsync(caller, cancellationToken);

        // Whoever asks for a verdict gets one, also where questions are not guarded.
        ComplianceProfile profile = compliance.Current.Of(caller.Tenant) with { Guard = true };
        InputGuard guard = guards.Of(profile)!.Input;
        return new Classification([.. texts.Select(text => Classify(text, guard))]);
    }

    private QuestionClass Classify(string text, InputGuard guard)
    {
        ChatMessage[] messages = [new ChatMessage(ChatRole.User, text)];
        GuardVerdict verdict = guard.Check(text);
        metrics.OnVerdict("classifier", verdict);
        return new QuestionClass(verdict, _intents.Read(messages), _tiers.Decide(new EdgeRequest { Messages = messages }));
    }
}
