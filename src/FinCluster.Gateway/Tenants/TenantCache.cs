using System.Collections.Concurrent;
using FinCluster.Core.Errors;
using FinCluster.Core.Tenants;
using FinCluster.Gateway.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FinCluster.Gateway.Tenants;

/// <summary>The tenants whose keys this gateway has seen, kept as they are in the directory. Thread-safe.</summary>
/// <remarks>
/// The directory is asked for a key when it first comes, and for its version every second. What was read at an older version is read
/// again, so a change is seen after a second and one more read; no request waits for that. An entry remembers the version from before it was read, so a
/// change that comes between is not missed. While the directory cannot be reached, what is known stays good.
/// </remarks>
internal sealed partial class TenantCache(
    ITenantDirectory directory, IOptions<GatewayOptions> options, TimeProvider time, ILogger<TenantCache> logger) : BackgroundService
{
    /// <summary>How often the directory is asked whether anything changed.</summary>
    public static readonly TimeSpan RefreshInterval = TimeSpan.FromSeconds(1);

    private const int MaxEntries = 65_536;

    // A key that nobody uses for so long is read anew when it comes back. One that is none is kept shorter: anybody can make such up.
    private static readonly TimeSpan KeepUnused = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan KeepUnknown = TimeSpan.FromSeconds(30);

    // How long a key that is new waits for a directory that was away for a moment, as it is for all callers when one of them has opened its circuit breaker.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<ApiKeyHash, Entry> _entries = new();
    private readonly ConcurrentDictionary<ApiKeyHash, Lazy<Task<Tenant?>>> _reading = new();
    private readonly GatewayOptions _options = options.Value;
    private volatile Known _known = new(default);

    /// <summary>Gets a value indicating whether requests need a key.</summary>
    public bool NeedsKey => !IgnoresKeys && _known.State.HasTenants;

    /// <summary>Gets a value indicating whether keys mean nothing here.</summary>
    public bool IgnoresKeys => _options.IgnoreTenants;

    /// <summary>Finds the tenant of a key; null when the key is unknown or revoked. It waits only for a key that is new here, for which the directory is asked once.</summary>
    /// <exception cref="ControlPlaneUnavailableException">The key is new here, and the directory is away.</exception>
    public async ValueTask<Tenant?> FindAsync(ApiKeyHash key, CancellationToken cancellationToken)
    {
        if (_entries.TryGetValue(key, out Entry? entry))
        {
            entry.LastUsed = time.GetTimestamp();
            return entry.Tenant;
        }

        Lazy<Task<Tenant?>> reading = _reading.GetOrAdd(key, static (wanted, own) => new Lazy<Task<Tenant?>>(() => own.ReadAsync(wanted)), this);
        return await reading.Value.WaitAsync(cancellationToken);
    }

    /// <summary>Reads the first state, before the gateway listens.</summary>
    /// <exception cref="ListenRefusedException">Other machines could connect although no tenant is defined.</exception>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        _known = new Known(await directory.GetStateAsync(cancellationToken));
        if (!NeedsKey)
        {
            ListenRefusedException.ThrowIfOpen(_options);
        }

        await base.StartAsync(cancellationToken);
    }

    /// <summary>Sees what changed, and forgets what nobody uses.</summary>
    internal async Task RefreshAsync(CancellationToken cancellationToken)
    {
        DirectoryState state = await directory.GetStateAsync(cancellationToken);

        // First, so that a key that is read from now on counts as read at this version.
        _known = new Known(state);
        foreach ((ApiKeyHash key, Entry entry) in _entries)
        {
            TimeSpan unused = time.GetElapsedTime(entry.LastUsed);
            if (unused > (entry.Tenant is null ? KeepUnknown : KeepUnused))
            {
                _entries.TryRemove(key, out _);
            }
            else if (entry.Version < state.Version)
            {
                _entries[key] = new Entry(await directory.FindByKeyAsync(key, cancellationToken), state.Version, entry.LastUsed);
            }
        }
    }

    private async Task<Tenant?> ReadAsync(ApiKeyHash key)
    {
        try
        {
            long version = _known.State.Version;
            var entry = new Entry(await AskAsync(key), version, time.GetTimestamp());
            if (_entries.Count < MaxEntries)
            {
                _entries.TryAdd(key, entry);
            }

            return entry.Tenant;
        }
        finally
        {
            _reading.TryRemove(key, out _);
        }
    }

    private async Task<Tenant?> AskAsync(ApiKeyHash key)
    {
        long began = time.GetTimestamp();
        while (true)
        {
            try
            {
                return await directory.FindByKeyAsync(key, CancellationToken.None);
            }
            catch (ControlPlaneUnavailableException) when (time.GetElapsedTime(began) < Patience)
            {
                await Task.Delay(Pause, time);
            }
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(RefreshInterval, time);
        bool isAway = false;
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await RefreshAsync(stoppingToken);
                    isAway = false;
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    if (!isAway)
                    {
                        LogAway(logger, e);
                    }

                    isAway = true;
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    [LoggerMessage(1040, LogLevel.Warning, "the tenants cannot be read; those that are known stay as they are")]
    private static partial void LogAway(ILogger logger, Exception error);

    private sealed record Known(DirectoryState State);

    private sealed class Entry(Tenant? tenant, long version, long lastUsed)
    {
        private long _lastUsed = lastUsed;

        public Tenant? Tenant => tenant;

        public long Version => version;

        public long LastUsed
        {
            get => Volatile.Read(ref _lastUsed);
            set => Volatile.Write(ref _lastUsed, value);
        }
    }
}
