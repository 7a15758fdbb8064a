using System.Text.Json;
using Orleans.GrainDirectory;
using StackExchange.Redis;

namespace FinCluster.Cluster.Orleans.Silo;

/// <summary>Where each grain is, in Redis: the end of a silo takes no part of it away.</summary>
/// <remarks>
/// The directory inside the silos keeps a part in each of them, nodes included; the death of one holds back calls to grains whose entries it had
/// (docs/adr/0014). An entry is the activation's id, a space, and the address as JSON. One of a silo that is gone stays until somebody looks it up, when the
/// runtime replaces it.
/// </remarks>
internal sealed class RedisDirectory(IConnectionMultiplexer redis, string clusterName) : IGrainDirectory
{
    // KEYS: entry. ARGV: new entry, activation that it may replace
    private const string Put = """
        local current = redis.call('GET', KEYS[1])
        if current and string.match(current, '^%S+') ~= ARGV[2] then
          return current
        end
        redis.call('SET', KEYS[1], ARGV[1])
        return ARGV[1]
        """;

    // KEYS: entry. ARGV: activation
    private const string Remove = """
        local current = redis.call('GET', KEYS[1])
        if current and string.match(current, '^%S+') == ARGV[1] then
          redis.call('DEL', KEYS[1])
        end
        return 0
        """;

    private readonly IDatabase _database = redis.GetDatabase();

    /// <inheritdoc/>
    public Task<GrainAddress?> Register(GrainAddress address) => Register(address, null);

    /// <inheritdoc/>
    public async Task<GrainAddress?> Register(GrainAddress address, GrainAddress? previousAddress)
    {
        string entry = $"{address.ActivationId} {JsonSerializer.Serialize(address)}";
        RedisResult now = await CallAsync(
            database => database.ScriptEvaluateAsync(Put, [Key(address.GrainId)], [entry, previousAddress?.ActivationId.ToString() ?? ""]));
        return Parse((string?)now);
    }

    /// <inheritdoc/>
    public async Task<GrainAddress?> Lookup(GrainId grainId) => Parse(await CallAsync(database => database.StringGetAsync(Key(grainId))));

    /// <inheritdoc/>
    public Task Unregister(GrainAddress address) =>
        CallAsync(database => database.ScriptEvaluateAsync(Remove, [Key(address.GrainId)], [address.ActivationId.ToString()]));

    /// <inheritdoc/>
    public Task UnregisterSilos(List<SiloAddress> siloAddresses) => Task.CompletedTask;

    private static GrainAddress? Parse(string? entry) =>
        entry is null ? null : JsonSerializer.Deserialize<GrainAddress>(entry.AsSpan(entry.IndexOf(' ', StringComparison.Ordinal) + 1));

    private RedisKey Key(GrainId grain) => $"{clusterName}/directory/1/{grain}";

    /// <summary>Calls Redis; its own exceptions cannot be sent to the silo whose call needs the entry.</summary>
    private async Task<T> CallAsync<T>(Func<IDatabase, Task<T>> call)
    {
        try
        {
            return await call(_database);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            throw new OrleansException($"the grain directory does not answer: {e.Message}");
        }
    }
}
