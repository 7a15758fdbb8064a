using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using FinCluster.Core.Engine;
using FinCluster.Core.Text;

namespace FinCluster.Gateway.Compliance.Records;

/// <summary>Makes the bodies of events from the domain's types.</summary>
internal static class AuditTexts
{
    // Longer texts are over every context, so no answer follows from them; their beginning and their hash are kept.
    private const int MaxCharacters = 1024 * 1024;

    /// <summary>Writes what a client sent.</summary>
    public static string Secret(Prompt prompt) =>
        JsonSerializer.Serialize(Read(prompt, [], null), AuditJson.Plain.ReadSecret);

    /// <summary>Writes what a model read.</summary>
    public static string Secret(GenerationRequest request) =>
        JsonSerializer.Serialize(Read(request.Prompt, request.Stop.StopStrings, request.Constraint), AuditJson.Plain.ReadSecret);

    /// <summary>Writes how an answer was generated.</summary>
    public static GeneratedBody Body(GenerationRequest request, GenerationStarted started, GenerationFinished finished)
    {
        SamplingOptions sampling = request.Sampling;
        StopConditions stop = request.Stop;
        return new GeneratedBody
        {
            Seed = sampling.Seed,
            Temperature = sampling.Temperature,
            TopK = sampling.TopK,
            TopP = sampling.TopP,
            MinP = sampling.MinP,
            RepetitionPenalty = sampling.RepetitionPenalty,
            FrequencyPenalty = sampling.FrequencyPenalty,
            PresencePenalty = sampling.PresencePenalty,
            LogitBias = sampling.LogitBias.ToDictionary(bias => bias.Key.Value.ToString(System.Globalization.CultureInfo.InvariantCulture), bias => bias.Value),
            MaxTokens = stop.MaxTokens,
            MinTokens = stop.MinTokens,
            IgnoreEndOfSequence = stop.IgnoreEndOfSequence,
            StopTokens = [.. stop.StopTokens.Select(token => token.Value)],
            IncludeStopString = stop.IncludeStopString,
            Constraint = request.Constraint switch
            {
                null => null,
                GrammarConstraint => "grammar",
                JsonSchemaConstraint => "json_schema",
                _ => "json_object",
            },
            PromptTokens = started.PromptTokens,
            CachedTokens = started.CachedTokens,
            DroppedMessages = started.DroppedMessages,
            CompletionTokens = finished.CompletionTokens,
            Finish = EnumNames.Of(finished.Reason),
            DropOldestTurns = request.Prompt is ChatPrompt { DropOldestTurns: true },
        };
    }

    private static ReadSecret Read(Prompt prompt, IReadOnlyList<string> stops, OutputConstraint? constraint)
    {
        string? language = constraint switch
        {
            GrammarConstraint grammar => grammar.Gbnf,
            JsonSchemaConstraint schema => schema.Schema,
            _ => null,
        };
        return prompt switch
        {
            ChatPrompt chat when chat.Messages.Sum(message => (long)message.Content.Length) > MaxCharacters =>
                Shortened(string.Join('\n', chat.Messages.Select(message => message.Content)), stops, language),
            ChatPrompt chat => new ReadSecret([.. chat.Messages.Select(message => new RecordedMessage(EnumNames.Of(message.Role), message.Content))], null, null, stops, language),
            TextPrompt text when text.Text.Length > MaxCharacters => Shortened(text.Text, stops, language),
            TextPrompt text => new ReadSecret(null, text.Text, null, stops, language),
            TokenPrompt tokens => new ReadSecret(null, null, [.. tokens.Tokens.Take(MaxCharacters).Select(token => token.Value)], stops, language),
            _ => throw new ArgumentException($"no record of a {prompt.GetType().Name}", nameof(prompt)),
        };
    }

    private static ReadSecret Shortened(string text, IReadOnlyList<string> stops, string? language) => new(
        null, text[..MaxCharacters], null, stops, language)
    {
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(text.AsSpan()))),
    };
}
