using System.Globalization;
using System.Threading.Channels;
using FinCluster.Cluster.Redis.Connection;
using FinCluster.Core.Catalog;

namespace FinCluster.Cluster.Redis.Catalog;

/// <summary>Keeps the log of the catalog in a list in Redis, which no script shortens.</summary>
/// <remarks>
/// All of it is in one slot, because an entry is added in one step with the look at how many there are; it is small, and no request waits for it. Crash: what
/// Redis loses is lost; with appendfsync always that is nothing. All members may be called from any thread; one caller waits.
/// </remarks>
internal sealed class RedisCatalogLog : ICatalogLog
{
    // A message can be lost, so it is looked at in any case.
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(500);

    private readonly RedisClient _client;
    private readonly TimeProvider _time;
    private readonly string _changes;
    private readonly string _channel;
    private readonly Channel<bool> _wanted =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private RedisCatalogLog(RedisClient client, string clusterName, TimeProvider time)
    {
        string prefix = new RedisKeyspace(clusterName).Of("catalog");
        (_client, _time, _changes, _channel) = (client, time, prefix + "changes", prefix + "changed");
    }

    /// <summary>Begins to listen for changes. A Redis that is away is no error.</summary>
    public static async Task<RedisCatalogLog> OpenAsync(
        RedisClient client, string clusterName, TimeProvider time, CancellationToken cancellationToken)
    {
        var log = new RedisCatalogLog(client, clusterName, time);
        await client.SubscribeAsync(log._channel, () => log._wanted.Writer.TryWrite(true), cancellationToken);
        return log;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ReadAsync(long skip, int take, CancellationToken cancellationToken)
    {
        RedisReply reply = await _client.EvaluateAsync(
            CatalogScripts.Read, [_changes], [Text(skip), Text(skip + take - 1)], cancellationToken);
        return [.. Enumerable.Range(1, reply.Count - 1).Select(reply.Text)];
    }

    /// <inheritdoc/>
    public async Task<bool> AppendAsync(long count, string entry, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(entry);
        RedisReply reply = await _client.EvaluateAsync(CatalogScripts.Append, [_changes], [Text(count), entry, _channel], cancellationToken);
        return reply.Status == "appended";
    }

    /// <inheritdoc/>
    public async Task WaitAsync(long count, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(LookInterval, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await _wanted.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Time to look.
        }
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
