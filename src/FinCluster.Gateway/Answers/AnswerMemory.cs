using System.Collections.Concurrent;
using FinCluster.Core.Edge;
using FinCluster.Core.Edge.Answers;
using FinCluster.Core.Engine;
using FinCluster.Core.Errors;
using FinCluster.Core.Knowledge;
using FinCluster.Core.Replicas;
using FinCluster.Core.Tenants;
using FinCluster.Gateway.Models;
using FinCluster.Gateway.Tiers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FinCluster.Gateway.Answers;

/// <summary>The answers that may be given again: to the same question, and to one that means the same. Thread-safe.</summary>
/// <remarks>Answers belong to a tenant and a release. They are there where there is an edge, whose model compares questions by their embeddings.</remarks>
internal sealed partial class AnswerMemory(
    EdgeEmbedder embedder, IOptions<TierOptions> options, TimeProvider time, ILogger<AnswerMemory> logger) : IDisposable
{
    // Whoever asks in the realtime class has 50 ms in all.
    private static readonly TimeSpan EmbeddingTime = TimeSpan.FromMilliseconds(30);

    private readonly AnswerCachePolicy _policy = new(EdgeGlossary.Shipped);
    private readonly ExactAnswerCache _exact = new(new AnswerCacheOptions(), time);
    private readonly ConcurrentDictionary<AnswerKey, bool> _claimed = new();
    private readonly ConcurrentDictionary<string, SemanticAnswerCache> _semantic = new(StringComparer.Ordinal);

    /// <summary>Gets a value indicating whether answers are kept.</summary>
    public bool IsEnabled => options.Value.EdgeModel is not null;

    /// <summary>Says whether a request's answer may be given again, or why not.</summary>
    public CacheRefusal Check(GenerationRequest request) => request.Prompt is ChatPrompt chat
        ? _policy.Check(new EdgeRequest
        {
            Messages = chat.Messages,
            IsConstrained = request.Constraint is not null || request.TopLogProbs is not null,
            MinAnswerTokens = request.Stop.MinTokens,
        })
        : CacheRefusal.IsConstrained;

    /// <summary>Finds the answer to a question that <see cref="Check"/> lets pass; null when there is none. It waits for no generation.</summary>
    public async ValueTask<CachedAnswer?> FindAsync(
        TenantId tenant, ServedModel model, GenerationRequest request, CancellationToken cancellationToken)
    {
        (AnswerScope scope, string question) = Scope(tenant, model, request);
        if (_exact.Find(AnswerKey.Of(scope, question)) is { } same)
        {
            return same;
        }

        using var limit = new CancellationTokenSource(EmbeddingTime, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await EmbedAsync(question, either.Token) is var (cache, vector) ? cache.Find(scope, question, vector.Span)?.Answer : null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>Finds the answer to the very same question; null when there is none.</summary>
    public CachedAnswer? FindSame(TenantId tenant, ServedModel model, GenerationRequest request)
    {
        (AnswerScope scope, string question) = Scope(tenant, model, request);
        return _exact.Find(AnswerKey.Of(scope, question));
    }

    /// <summary>Keeps a whole answer to a question that <see cref="Check"/> lets pass. The vector follows by itself.</summary>
    public void Store(TenantId tenant, ServedModel model, GenerationRequest request, string text, int completionTokens, FoundKnowledge? knowledge)
    {
        (AnswerScope scope, string question) = Scope(tenant, model, request);
        var answer = new CachedAnswer(text, model.Name, completionTokens, time.GetUtcNow()) { Knowledge = knowledge };
        _exact.Store(AnswerKey.Of(scope, question), answer);
        _ = StoreVectorAsync(scope, question, answer);
    }

    /// <summary>Takes it upon the caller to generate an answer ahead; null while another one does. What it gives is disposed when that has ended.</summary>
    public IDisposable? TryClaim(TenantId tenant, ServedModel model, GenerationRequest request)
    {
        (AnswerScope scope, string question) = Scope(tenant, model, request);
        var key = AnswerKey.Of(scope, question);
        return _claimed.TryAdd(key, true) ? new Claim(_claimed, key) : null;
    }

    public void Dispose()
    {
        foreach (SemanticAnswerCache cache in _semantic.Values)
        {
            cache.Dispose();
        }
    }

    private static (AnswerScope Scope, string Question) Scope(TenantId tenant, ServedModel model, GenerationRequest request)
    {
        // Adapters, template, rules and knowledge are a part of the release; a replica that was named itself has the first two.
        string release = model.Release is { } id ? $"{id} {model.Name}" : model.Replica.Name + ReplicaContent.Of(model.Replica).Text;
        return (new AnswerScope(release, "", tenant.Value), ((ChatPrompt)request.Prompt).Messages[0].Content);
    }

    private async Task StoreVectorAsync(AnswerScope scope, string question, CachedAnswer answer)
    {
        try
        {
            if (await EmbedAsync(question, CancellationToken.None) is var (cache, vector))
            {
                cache.Store(scope, question, vector.Span, answer);
            }
        }
        catch (Exception e)
        {
            // The answer is found by its own words all the same.
            LogNoVector(logger, e.Message);
        }
    }

    private async Task<(SemanticAnswerCache Cache, ReadOnlyMemory<float> Vector)?> EmbedAsync(string question, CancellationToken cancellationToken)
    {
        try
        {
            if (await embedder.EmbedAsync(question, cancellationToken) is not var (model, vector))
            {
                return null;
            }

            SemanticAnswerCache cache = _semantic.GetOrAdd(
                model,
                static (_, made) => new SemanticAnswerCache(new SemanticCacheOptions { Dimensions = made.Length }, EdgeGlossary.Shipped, made.Time),
                (vector.Length, Time: time));
            return (cache, vector);
        }
        catch (RequestException e)
        {
            LogNoVector(logger, e.Message);
            return null;
        }
    }

    private sealed class Claim(ConcurrentDictionary<AnswerKey, bool> claimed, AnswerKey key) : IDisposable
    {
        public void Dispose() => claimed.TryRemove(key, out _);
    }

    [LoggerMessage(1065, LogLevel.Debug, "a question has no vector, so that it is found by its own words alone: {Reason}")]
    private static partial void LogNoVector(ILogger logger, string reason);
}
