using System.Globalization;
using System.Text.Json;
using FinCluster.Core.Sessions;
using FinCluster.Core.Tenants;
using StackExchange.Redis;

namespace FinCluster.Cluster.Orleans.Sessions;

/// <summary>One entry of a tenant's list.</summary>
/// <param name="Order">Grows with every change in the list.</param>
/// <param name="Summary">The session.</param>
internal readonly record struct IndexedSession(long Order, SessionSummary Summary);

/// <summary>The sessions of each tenant in the order of their last change, in Redis: a list over many grains that no single one could keep.</summary>
/// <remarks>
/// It follows the grains' own states, which a grain mends when it begins: an entry is replaced only by one of a later version. The keys of
/// a tenant share a slot. All members may be called from any thread.
/// </remarks>
internal sealed class SessionIndex(IConnectionMultiplexer redis, string clusterName)
{
    // KEYS: order, recent, summaries. ARGV: session, version, summary
    private const string Put = """
        local old = redis.call('HGET', KEYS[3], ARGV[1])
        if old and tonumber(string.match(old, '^%d+')) >= tonumber(ARGV[2]) then
          return 0
        end
        redis.call('ZADD', KEYS[2], redis.call('INCR', KEYS[1]), ARGV[1])
        redis.call('HSET', KEYS[3], ARGV[1], ARGV[2] .. ' ' .. ARGV[3])
        return 1
        """;

    // KEYS: recent, summaries. ARGV: session
    private const string Remove = "redis.call('ZREM', KEYS[1], ARGV[1]) return redis.call('HDEL', KEYS[2], ARGV[1])";

    // KEYS: recent, summaries. ARGV: below which order, how many
    private const string Read = """
        local found = redis.call('ZREVRANGEBYSCORE', KEYS[1], ARGV[1], '-inf', 'WITHSCORES', 'LIMIT', 0, ARGV[2])
        local reply = {}
        for i = 1, #found, 2 do
          reply[#reply + 1] = found[i]
          reply[#reply + 1] = found[i + 1]
          reply[#reply + 1] = redis.call('HGET', KEYS[2], found[i])
        end
        return reply
        """;

    private readonly IDatabase _database = redis.GetDatabase();

    /// <summary>Puts a session first, unless the list has this version of it already.</summary>
    public Task PutAsync(SessionKey key, SessionSummary summary) => _database.ScriptEvaluateAsync(
        Put,
        [Order(key), Recent(key), Summaries(key)],
        [
            key.Session.Value, summary.Version,
            JsonSerializer.Serialize(new Entry(summary.Version, summary.Model, summary.MessageCount, summary.CreatedAt, summary.UpdatedAt)),
        ]);

    /// <summary>Takes a session out.</summary>
    public Task RemoveAsync(SessionKey key) => _database.ScriptEvaluateAsync(Remove, [Recent(key), Summaries(key)], [key.Session.Value]);

    /// <summary>Reads a part of a tenant's list.</summary>
    /// <param name="cluster">The first part of the keys of its grains.</param>
    /// <param name="tenant">The tenant.</param>
    /// <param name="below">Where to begin: below this order; null for the newest.</param>
    /// <param name="count">The most sessions.</param>
    public async Task<IReadOnlyList<IndexedSession>> ReadAsync(string cluster, TenantId tenant, long? below, int count)
    {
        var key = new SessionKey(cluster, tenant, default);
        string begin = below is { } order ? string.Create(CultureInfo.InvariantCulture, $"({order}") : "+inf";
        var found = (RedisValue[])(await _database.ScriptEvaluateAsync(Read, [Recent(key), Summaries(key)], [begin, count]))!;
        return [.. found.Chunk(3).Select(entry => new IndexedSession((long)(double)entry[1], Parse(tenant, entry[0]!, entry[2]!)))];
    }

    private static SessionSummary Parse(TenantId tenant, string session, string text)
    {
        Entry entry = JsonSerializer.Deserialize<Entry>(text.AsSpan(text.IndexOf(' ') + 1))!;
        return new SessionSummary
        {
            Id = new SessionId(session),
            Tenant = tenant,
            Version = entry.Version,
            Model = entry.Model,
            MessageCount = entry.MessageCount,
            CreatedAt = entry.CreatedAt,
            UpdatedAt = entry.UpdatedAt,
        };
    }

    private RedisKey Order(SessionKey key) => Name(key, "order");

    private RedisKey Recent(SessionKey key) => Name(key, "recent");

    private RedisKey Summaries(SessionKey key) => Name(key, "summaries");

    private RedisKey Name(SessionKey key, string what) => $"{clusterName}/sessions/1/{{{key.Cluster}/{key.Tenant}}}/{what}";

    private sealed record Entry(long Version, string? Model, int MessageCount, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);
}
