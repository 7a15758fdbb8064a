using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using FinCluster.Core.Scaling;
using FinCluster.Core.Scaling.Plans;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace FinCluster.Scaler.Kubernetes;

/// <summary>Scales StatefulSets and Deployments through the <c>/scale</c> subresource. All members may be called from any thread.</summary>
/// <remarks>
/// A change names the state that it was made from, so it is refused when somebody else has changed the workload in between; then that is read and the change made again.
/// Refusals for a while (429, 5xx) and broken connections are repeated, after as long as the server says; other refusals are errors at once.
/// </remarks>
public sealed class KubernetesScaleTarget : IScaleTarget, IDisposable
{
    private const int MaxConflicts = 5;
    private const int MaxBodyBytes = 1 << 20;

    private static readonly TimeSpan MaxRetryDelay = TimeSpan.FromSeconds(10);
    private static readonly MediaTypeHeaderValue MergePatch = new("application/merge-patch+json");

    private readonly KubernetesOptions _options;
    private readonly HttpClient _http;
    private readonly TimeProvider _time;
    private readonly ResiliencePipeline<HttpResponseMessage> _pipeline;
    private readonly ConcurrentDictionary<string, ScaleDocument> _read = new(StringComparer.Ordinal);

    /// <param name="options">How the API server is reached.</param>
    /// <param name="time">Times repetitions.</param>
    /// <exception cref="IOException">The authority's file cannot be read.</exception>
    public KubernetesScaleTarget(KubernetesOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        (_options, _time) = (options, time);
        _http = new HttpClient(KubernetesHandlers.Create(options))
        {
            BaseAddress = options.Server,
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = MaxBodyBytes,
        };
        _pipeline = CreatePipeline();
    }

    /// <inheritdoc/>
    public async ValueTask<int?> ReadAsync(PoolPlan pool, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(pool);
        ScaleDocument scale = await GetAsync(pool, cancellationToken);
        _read[PathOf(pool)] = scale;
        return scale.Replicas;
    }

    /// <inheritdoc/>
    public async ValueTask SetAsync(PoolPlan pool, int replicas, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentOutOfRangeException.ThrowIfNegative(replicas);

        // What was read for the decision need not be read again for it: an old state is refused by its version.
        ScaleDocument scale = _read.TryRemove(PathOf(pool), out ScaleDocument read) ? read : await GetAsync(pool, cancellationToken);
        for (int conflicts = 0; ; conflicts++)
        {
            if (scale.Replicas == replicas || await TryPatchAsync(pool, scale.Patch(replicas), cancellationToken))
            {
                return;
            }

            if (conflicts == MaxConflicts)
            {
                throw new ScaleTargetException($"{PathOf(pool)} is changed by somebody else again and again");
            }

            scale = await GetAsync(pool, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private ResiliencePipeline<HttpResponseMessage> CreatePipeline()
    {
        var builder = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = _time };
        return builder
            .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                ShouldHandle = new PredicateBuilder<HttpResponseMessage>()
                    .Handle<HttpRequestException>()
                    .Handle<TimeoutRejectedException>()
                    .HandleResult(response => response.StatusCode == HttpStatusCode.TooManyRequests || (int)response.StatusCode >= 500),
                MaxRetryAttempts = _options.Retries,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = _options.RetryDelay,
                MaxDelay = MaxRetryDelay,
                DelayGenerator = retry => new ValueTask<TimeSpan?>(AskedDelay(retry.Outcome.Result)),
                OnRetry = retry =>
                {
                    retry.Outcome.Result?.Dispose();
                    return default;
                },
            })
            .AddTimeout(_options.AttemptTimeout)
            .Build();
    }

    private TimeSpan? AskedDelay(HttpResponseMessage? response)
    {
        TimeSpan? asked = response?.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - _time.GetUtcNow(),
            _ => null,
        };
        return asked is { } delay ? TimeSpan.FromTicks(Math.Clamp(delay.Ticks, 0, MaxRetryDelay.Ticks)) : null;
    }

    private async Task<ScaleDocument> GetAsync(PoolPlan pool, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await SendAsync(() => new HttpRequestMessage(HttpMethod.Get, PathOf(pool)), cancellationToken);
        return response.IsSuccessStatusCode
            ? ScaleDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken))
            : throw Refused(pool, response);
    }

    /// <summary>Changes the number; false when the workload is not as it was read.</summary>
    private async Task<bool> TryPatchAsync(PoolPlan pool, byte[] patch, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await SendAsync(
            () => new HttpRequestMessage(HttpMethod.Patch, PathOf(pool)) { Content = new ByteArrayContent(patch) { Headers = { ContentType = MergePatch } } },
            cancellationToken);
        return response.StatusCode != HttpStatusCode.Conflict && (response.IsSuccessStatusCode ? true : throw Refused(pool, response));
    }

    private async Task<HttpResponseMessage> SendAsync(Func<HttpRequestMessage> create, CancellationToken cancellationToken)
    {
        try
        {
            return await _pipeline.ExecuteAsync(
                async cancellation =>
                {
                    using HttpRequestMessage request = create();
                    if (_options.TokenFile is { } file)
                    {
                        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", (await File.ReadAllTextAsync(file, cancellation)).Trim());
                    }

                    return await _http.SendAsync(request, cancellation);
                },
                cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or TimeoutRejectedException or IOException or UnauthorizedAccessException)
        {
            throw new ScaleTargetException($"Kubernetes at {_options.Server} cannot be asked: {e.Message}", e);
        }
    }

    private ScaleTargetException Refused(PoolPlan pool, HttpResponseMessage response) => new(response.StatusCode switch
    {
        HttpStatusCode.NotFound => $"Kubernetes has no {PathOf(pool)}",
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden =>
            $"Kubernetes refuses {PathOf(pool)} with {(int)response.StatusCode}: the service account must be allowed to get and patch it",
        _ => $"Kubernetes refuses {PathOf(pool)} with {(int)response.StatusCode}",
    });

    private string SpaceOf(KubernetesWorkload workload) => workload.Namespace ?? _options.Namespace;

    private string PathOf(PoolPlan pool)
    {
        KubernetesWorkload workload = pool.Kubernetes ?? throw new ScaleTargetException($"pool '{pool.Name}' names no workload of Kubernetes");
        return $"/apis/apps/v1/namespaces/{SpaceOf(workload)}/{(workload.Kind == "Deployment" ? "deployments" : "statefulsets")}/{workload.Name}/scale";
    }
}
