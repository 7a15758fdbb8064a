using FinCluster.Core.Compliance.Labels;

namespace FinCluster.Gateway.Compliance.Records;

/// <summary>A message as it is recorded, masked.</summary>
internal sealed record RecordedMessage(string Role, string Content);

/// <summary>What came in.</summary>
internal sealed record ReceivedBody(string? Model, string Class, int Messages);

/// <summary>How many values of each kind were masked.</summary>
internal sealed record MaskedBody(IReadOnlyDictionary<string, int> Kinds);

/// <summary>What a guard said.</summary>
internal sealed record GuardBody(string Action, string? Category, IReadOnlyList<string> Rules, double? Score, IReadOnlyList<string> Sources);

/// <summary>What the release knows of the question.</summary>
internal sealed record KnowledgeBody(string Snapshot, IReadOnlyList<RecordedPassage> Passages, int LeftOut);

/// <summary>A passage that the model is given.</summary>
internal sealed record RecordedPassage(string Id, double Score);

/// <summary>Who answers, and why.</summary>
internal sealed record RoutedBody(
    string Model, string? Alias, string? Release, bool Canary, string Replica, string Base, IReadOnlyList<RecordedAdapter> Adapters, string? Template,
    string? Node, string? Tier, string? TierReason, bool Degraded);

/// <summary>An adapter of the model that answers.</summary>
internal sealed record RecordedAdapter(string Name, string Hash, double Scale);

/// <summary>How an answer was generated: what a replay needs beside the text, which is the event's secret.</summary>
internal sealed record GeneratedBody
{
    public required ulong Seed { get; init; }

    public required double Temperature { get; init; }

    public required int TopK { get; init; }

    public required double TopP { get; init; }

    public required double MinP { get; init; }

    public required double RepetitionPenalty { get; init; }

    public required double FrequencyPenalty { get; init; }

    public required double PresencePenalty { get; init; }

    public required IReadOnlyDictionary<string, float> LogitBias { get; init; }

    public required int? MaxTokens { get; init; }

    public required int MinTokens { get; init; }

    public required bool IgnoreEndOfSequence { get; init; }

    public required IReadOnlyList<int> StopTokens { get; init; }

    public required bool IncludeStopString { get; init; }

    public required string? Constraint { get; init; }

    public required int PromptTokens { get; init; }

    public required int CachedTokens { get; init; }

    public required int DroppedMessages { get; init; }

    public required int CompletionTokens { get; init; }

    public required string Finish { get; init; }

    public required bool DropOldestTurns { get; init; }
}

/// <summary>What the model read; a secret.</summary>
internal sealed record ReadSecret(
    IReadOnlyList<RecordedMessage>? Messages, string? Text, IReadOnlyList<int>? Tokens, IReadOnlyList<string> StopStrings, string? Constraint)
{
    /// <summary>Gets the hash of the whole text, as UTF-16, where the beginning alone is kept.</summary>
    public string? Sha256 { get; init; }
}

/// <summary>What was put on an answer.</summary>
internal sealed record LabelledBody(string Audience, string Locale, bool Text, AigcMark Aigc);

/// <summary>How a request ended.</summary>
internal sealed record DeliveredBody(string Outcome, string? Finish, double Milliseconds, int PromptTokens, int CompletionTokens, string? Fingerprint);

/// <summary>What a second model changed.</summary>
internal sealed record RefinedBody(string Status, string? Model, IReadOnlyList<string> Changed, IReadOnlyList<string> Missing);

/// <summary>What a second model changed; a secret.</summary>
internal sealed record RefinedSecret(string Before, string After);

/// <summary>What a user says of an answer.</summary>
internal sealed record FeedbackBody(string Id, string Rating, bool Corrected);

/// <summary>What a user says of an answer, in his words; a secret.</summary>
internal sealed record FeedbackSecret(string? Comment, string? Correction, string? Question, string? Answer);

/// <summary>What an administrator did.</summary>
internal sealed record AdminBody(string Proof, string? Address, string Operation, string Subject, string Outcome);
