using System.Threading.Channels;
using FinCluster.Core.Compliance.Review;
using FinCluster.Core.Errors;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FinCluster.Gateway.Compliance.Reviews;

/// <summary>Brings flagged answers to the review queue without keeping the answer waiting. Thread-safe.</summary>
/// <remarks>The audit log has every verdict; the queue is for people. So an item that finds no room is counted and logged, and the answer goes out.</remarks>
internal sealed partial class ReviewInbox(IReviewQueue queue, ComplianceMetrics metrics, TimeProvider time, ILogger<ReviewInbox> logger) : BackgroundService
{
    private const int Room = 1_024;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Channel<ReviewItem> _items = Channel.CreateBounded<ReviewItem>(Room);

    /// <summary>Takes an item over.</summary>
    public void Add(ReviewItem item)
    {
        if (!_items.Writer.TryWrite(item))
        {
            OnDropped(item.RequestId, "too many wait");
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (ReviewItem item in _items.Reader.ReadAllAsync(stoppingToken))
            {
                await StoreAsync(item, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    private async Task StoreAsync(ReviewItem item, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                int gone = await queue.AddAsync(item, cancellationToken);
                metrics.OnReview("added");
                if (gone > 0)
                {
                    OnDropped(item.RequestId, "the queue is full");
                }

                return;
            }
            catch (ControlPlaneUnavailableException)
            {
                await Task.Delay(Pause, time, cancellationToken);
            }
            catch (ArgumentException e)
            {
                OnDropped(item.RequestId, e.Message);
                return;
            }
        }
    }

    private void OnDropped(string request, string reason)
    {
        metrics.OnReview("dropped");
        LogDropped(logger, request, reason);
    }

    [LoggerMessage(1085, LogLevel.Warning, "an item of the review queue was dropped (request {Request}): {Reason}")]
    private static partial void LogDropped(ILogger logger, string request, string reason);
}
