using System.Collections.Immutable;
using FinCluster.Core.Engine;

namespace FinCluster.Testing.Engine;

/// <summary>What a <see cref="FakeInferenceEngine"/> answers to one request, and where it waits or fails.</summary>
public sealed record FakeScript
{
    /// <summary>The id of a script's first token; the next ones follow.</summary>
    public const int FirstTokenId = 100;

    /// <summary>Gets the text of each token; empty for a token that completes no character.</summary>
    public required ImmutableArray<string> Texts { get; init; }

    /// <summary>Gets what the start says: tokens of the prompt, how many were cached, messages left out.</summary>
    public GenerationStarted Started { get; init; } = new(PromptTokens: 7, CachedTokens: 2, DroppedMessages: 0);

    /// <summary>Gets why the answer ends.</summary>
    public FinishReason Reason { get; init; } = FinishReason.Stop;

    /// <summary>Gets the text that comes with the end.</summary>
    public string Tail { get; init; } = "";

    /// <summary>Gets a value indicating whether the answer stops without an end, as a broken engine's may.</summary>
    public bool BreaksOff { get; init; }

    /// <summary>Gets what is thrown instead of an answer, before the first event.</summary>
    public Exception? Refusal { get; init; }

    /// <summary>Gets what is awaited before the token at a position; the position behind the last token is the end's.</summary>
    public ImmutableDictionary<int, Task> Gates { get; init; } = ImmutableDictionary<int, Task>.Empty;

    /// <summary>Gets what is thrown instead of the token at a position.</summary>
    public ImmutableDictionary<int, Exception> Errors { get; init; } = ImmutableDictionary<int, Exception>.Empty;

    /// <summary>Gets the log probability of each token, far above its alternatives; null for that of an engine that wavers.</summary>
    public float? LogProb { get; init; }

    /// <summary>An answer of these tokens.</summary>
    public static FakeScript Of(params string[] texts) => new() { Texts = [.. texts] };

    /// <summary>An answer of numbered tokens, each with the text of its position and a space.</summary>
    public static FakeScript Counting(int tokens) => Of([.. Enumerable.Range(0, tokens).Select(i => $"{i} ")]);

    /// <summary>No answer at all.</summary>
    public static FakeScript Refuse(Exception error) => Of() with { Refusal = error };

    /// <summary>Waits before a token.</summary>
    public FakeScript WaitAt(int position, Task gate) => this with { Gates = Gates.SetItem(position, gate) };

    /// <summary>Never gets to a token.</summary>
    public FakeScript HangAt(int position) => WaitAt(position, new TaskCompletionSource().Task);

    /// <summary>Fails instead of a token.</summary>
    public FakeScript FailAt(int position, Exception error) => this with { Errors = Errors.SetItem(position, error) };
}
