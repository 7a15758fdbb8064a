using System.Globalization;
using System.Security.Cryptography;
using FinCluster.Cluster.Redis.Connection;
using FinCluster.Core.Compliance.Review;
using FinCluster.Core.Tenants;
using FinCluster.Core.Text;

namespace FinCluster.Cluster.Redis.Reviews;

/// <summary>Keeps the review queue in Redis.</summary>
/// <remarks>
/// All of it is in one slot, because an item and its indexes change in one step. A call whose reply was lost is made again, and a mark that the script leaves keeps it from
/// counting twice. Crash: what Redis loses is lost; with appendfsync always that is nothing. All members may be called from any thread.
/// </remarks>
internal sealed class RedisReviewQueue : IReviewQueue
{
    private const string ReceiptMilliseconds = "120000";

    private readonly RedisClient _client;
    private readonly ReviewKeys _keys;
    private readonly string _maxOpen;

    public RedisReviewQueue(RedisClient client, string clusterName, ReviewQueueOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxOpen, 1, nameof(options));
        (_client, _keys, _maxOpen) = (client, new ReviewKeys(clusterName), Text(options.MaxOpen));
    }

    /// <inheritdoc/>
    public async Task<int> AddAsync(ReviewItem item, CancellationToken cancellationToken)
    {
        ReviewRules.ThrowIfInvalid(item);
        RedisReply reply = await _client.EvaluateAsync(
            ReviewScripts.Add,
            [_keys.Item(item.Id), _keys.State, _keys.All, _keys.Of(ReviewStatus.Open), _keys.Spare, _keys.Receipt(NewRequest())],
            [
                item.Id.Value, _keys.Prefix, _maxOpen, ReceiptMilliseconds, ReviewRules.IsSpare(item.Reason) ? "1" : "0", item.Tenant.Value,
                .. ReviewFields.Write(item),
            ],
            cancellationToken);
        return (int)reply.Number(1);
    }

    /// <inheritdoc/>
    public async Task<ReviewItem?> FindAsync(ReviewId id, CancellationToken cancellationToken)
    {
        RedisReply reply = await _client.EvaluateAsync(ReviewScripts.Find, [_keys.Item(id)], ReviewFields.Names, cancellationToken);
        return reply.Status == "found" ? ReviewFields.Read(reply, 1) : null;
    }

    /// <inheritdoc/>
    public async Task<ReviewPage> ListAsync(
        ReviewStatus? status, TenantId? tenant, int pageSize, string? cursor, CancellationToken cancellationToken)
    {
        ReviewRules.ThrowIfInvalidPageSize(pageSize);
        string before = cursor is null ? "+inf" : "(" + Text(ReviewCursor.Decode(cursor));
        string index = tenant is { } owner ? _keys.Of(owner, status) : status is { } wanted ? _keys.Of(wanted) : _keys.All;
        RedisReply reply = await _client.EvaluateAsync(
            ReviewScripts.List,
            [index],
            [before, Text(pageSize), Text(ReviewRules.MaxPageBytes), _keys.ItemPrefix, .. ReviewFields.Names],
            cancellationToken);
        const int Head = 2;
        var items = new ReviewItem[(reply.Count - Head) / ReviewFields.Names.Length];
        for (int i = 0; i < items.Length; i++)
        {
            items[i] = ReviewFields.Read(reply, Head + (i * ReviewFields.Names.Length));
        }

        return new ReviewPage(items, reply.Text(1).Length == 0 ? null : ReviewCursor.Encode(reply.Number(1)));
    }

    /// <inheritdoc/>
    public async Task<DecideStatus> DecideAsync(ReviewId id, ReviewDecision decision, CancellationToken cancellationToken)
    {
        ReviewRules.ThrowIfInvalid(decision);
        RedisReply reply = await _client.EvaluateAsync(
            ReviewScripts.Decide,
            [_keys.Item(id), _keys.Of(ReviewStatus.Open), _keys.Spare, _keys.Of(decision.Status)],
            [id.Value, _keys.Prefix, NewRequest(), EnumNames<ReviewStatus>.Format(decision.Status), .. ReviewFields.Write(decision)],
            cancellationToken);
        return reply.Status switch
        {
            "decided" => DecideStatus.Decided,
            "already-decided" => DecideStatus.AlreadyDecided,
            _ => DecideStatus.NotFound,
        };
    }

    /// <inheritdoc/>
    public async Task<ReviewCounts> CountAsync(CancellationToken cancellationToken)
    {
        RedisReply reply = await _client.EvaluateAsync(
            ReviewScripts.Count,
            [
                _keys.State, _keys.Of(ReviewStatus.Open), _keys.Of(ReviewStatus.Approved), _keys.Of(ReviewStatus.Corrected),
                _keys.Of(ReviewStatus.Rejected),
            ],
            [],
            cancellationToken);
        return new ReviewCounts(reply.Number(2), reply.Number(3), reply.Number(4), reply.Number(5), reply.Number(1));
    }

    private static string NewRequest() => RandomNumberGenerator.GetHexString(32, lowercase: true);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
