using System.Threading.Channels;
using FinCluster.Core.Compliance.Monitoring;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FinCluster.Gateway.Compliance.Monitoring;

/// <summary>Embeds a share of the questions in the background, one at a time, and says what they are about. Thread-safe.</summary>
/// <remarks>The first vectors are learned from, and forgotten; of the others only the cluster is kept. Text is never kept beyond its turn.</remarks>
internal sealed partial class QuestionSampler : BackgroundService
{
    /// <summary>How many questions may wait; further ones are passed over.</summary>
    public const int MaxQueued = 64;

    /// <summary>Of how many vectors the clusters are learned.</summary>
    public const int LearnedFrom = 500;

    private const int Seed = 1;

    private readonly Channel<string> _queue = Channel.CreateBounded<string>(new BoundedChannelOptions(MaxQueued) { SingleReader = true });
    private readonly List<float[]> _learning = [];
    private readonly QualityMonitor _monitor;
    private readonly QuestionEmbedder? _embedder;
    private readonly DriftOptions _options;
    private readonly Random _random;
    private readonly ILogger<QuestionSampler> _logger;

    public QuestionSampler(QualityMonitor monitor, IServiceProvider services, IOptions<DriftOptions> options, ILogger<QuestionSampler> logger)
    {
        (_monitor, _options, _logger) = (monitor, options.Value, logger);
        _embedder = services.GetService<QuestionEmbedder>();
        _random = Random.Shared;
    }

    /// <summary>Offers a question, of which a share is taken.</summary>
    /// <param name="maskedQuestion">The question without personal data.</param>
    /// <returns>Whether it was taken.</returns>
    public bool Offer(string maskedQuestion) =>
        _embedder is not null && maskedQuestion.Length > 0 && _random.NextDouble() < _options.EmbeddedShare && _queue.Writer.TryWrite(maskedQuestion);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (string question in _queue.Reader.ReadAllAsync(stoppingToken))
            {
                await EmbedAsync(question, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    private async Task EmbedAsync(string question, CancellationToken cancellationToken)
    {
        try
        {
            if (await _embedder!(question, cancellationToken) is { } vector)
            {
                Take(vector.ToArray());
            }
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // One question less is counted.
            LogNoVector(_logger, e.Message);
        }
    }

    private void Take(float[] vector)
    {
        if (_monitor.Clusters is { } clusters)
        {
            if (clusters.Nearest(vector) is { } cluster)
            {
                _monitor.ObserveCluster(cluster);
            }

            return;
        }

        // Another model's vectors have another length.
        if (_learning.Count > 0 && _learning[0].Length != vector.Length)
        {
            _learning.Clear();
        }

        _learning.Add(vector);
        if (_learning.Count == LearnedFrom)
        {
            float[][] vectors = [.. _learning.Where(each => each.Any(x => x != 0) && each.All(float.IsFinite))];
            _learning.Clear();
            _monitor.Learn(EmbeddingClusters.Learn(vectors, _options.Clusters, Seed));
        }
    }

    [LoggerMessage(1097, LogLevel.Debug, "a question has no vector, so that it is not counted by what it is about: {Reason}")]
    private static partial void LogNoVector(ILogger logger, string reason);
}
