using System.Globalization;
using System.Security.Cryptography;
using System.Threading.Channels;
using FinCluster.Cluster.Redis.Connection;
using FinCluster.Core.Errors;
using FinCluster.Core.Fleet;
using Microsoft.Extensions.Logging;

namespace FinCluster.Cluster.Redis.Fleet;

/// <summary>The fleet of many machines: leased announcements in Redis, and a view of them in this process.</summary>
/// <remarks>
/// One loop reads Redis when a change is reported, when a lease ends, and every resync interval, because a report can be lost. It alone
/// writes the snapshot; readers take it from a volatile field. While Redis is away the loop goes on trying and the snapshot stays.
/// </remarks>
internal sealed partial class RedisFleet : IFleet, IAsyncDisposable
{
    // Longer than any gateway keeps nodes after an outage.
    private const string RemovalMemoryMilliseconds = "60000";

    // The server drops a lease when its last millisecond is over.
    private static readonly TimeSpan AfterLeaseEnd = TimeSpan.FromMilliseconds(2);

    private readonly RedisClient _client;
    private readonly RedisFleetOptions _options;
    private readonly FleetKeys _keys;
    private readonly FleetView _view;
    private readonly FleetState _state = new();
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Channel<bool> _wanted =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private readonly ITimer _timer;
    private Task _reading = Task.CompletedTask;
    private bool _isAway;

    private RedisFleet(RedisClient client, string clusterName, RedisFleetOptions options, TimeProvider time, ILogger logger)
    {
        _client = client;
        _options = options;
        _keys = new FleetKeys(new RedisKeyspace(clusterName));
        _view = new FleetView(options, time);
        _logger = logger;
        _timer = time.CreateTimer(_ => Wake(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc/>
    public FleetSnapshot Current => _state.Current;

    /// <inheritdoc/>
    public TimeSpan AnnouncementLifetime => _options.AnnouncementLifetime;

    /// <summary>Begins to follow the fleet. A Redis that is away is no error: the fleet is empty until it answers.</summary>
    public static async Task<RedisFleet> OpenAsync(
        RedisClient client,
        string clusterName,
        RedisFleetOptions options,
        TimeProvider time,
        ILogger logger,
        CancellationToken cancellationToken)
    {
        var fleet = new RedisFleet(client, clusterName, options, time, logger);
        await client.SubscribeAsync(fleet._keys.Channel, fleet.Wake, cancellationToken);
        await fleet.ReadAsync();
        fleet._reading = fleet.FollowAsync();
        return fleet;
    }

    /// <inheritdoc/>
    public async ValueTask AnnounceAsync(FleetNode node, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(node);
        await _client.EvaluateAsync(
            FleetScripts.Announce,
            _keys.All,
            [node.Id.Value, FleetNodeText.Format(node), Milliseconds(_options.AnnouncementLifetime), NewName(), _keys.Channel],
            cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask RemoveAsync(NodeId node, CancellationToken cancellationToken) => await _client.EvaluateAsync(
        FleetScripts.Remove, _keys.All, [node.Value, RemovalMemoryMilliseconds, NewName(), _keys.Channel], cancellationToken);

    /// <inheritdoc/>
    public Task<FleetSnapshot> WaitForChangeAsync(long version, CancellationToken cancellationToken) =>
        _state.WaitForChangeAsync(version, cancellationToken);

    /// <summary>Stops following. The snapshot stays as it is.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _reading;
        await _timer.DisposeAsync();
        _stopping.Dispose();
    }

    private static string NewName() => RandomNumberGenerator.GetHexString(16, lowercase: true);

    private static string Milliseconds(TimeSpan span) => ((long)span.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);

    private void Wake() => _wanted.Writer.TryWrite(true);

    private async Task FollowAsync()
    {
        try
        {
            await foreach (bool _ in _wanted.Reader.ReadAllAsync(_stopping.Token))
            {
                await ReadAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    private async Task ReadAsync()
    {
        TimeSpan next = _options.ResyncInterval;
        try
        {
            RedisReply reply = await _client.EvaluateAsync(
                FleetScripts.Read, _keys.All, [_view.Epoch, _view.Revision, NewName(), _keys.Channel], _stopping.Token);
            var reading = FleetReading.From(reply);
            if (_view.Apply(reading))
            {
                _state.Replace(_view.Nodes);
            }

            if (reading.Nodes is not null && _view.Unreadable.Count > 0)
            {
                LogUnreadable(_logger, string.Join(", ", _view.Unreadable));
            }

            if (reading.NextLeaseEnd is { } end && end + AfterLeaseEnd < next)
            {
                next = end + AfterLeaseEnd;
            }

            OnAnswered();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Whatever is wrong, the gateways go on with the nodes that they know.
            OnFailed(e);
        }
        finally
        {
            _timer.Change(next, Timeout.InfiniteTimeSpan);
        }
    }

    private void OnAnswered()
    {
        if (_isAway)
        {
            _isAway = false;
            LogBack(_logger, Current.Nodes.Length);
        }
    }

    private void OnFailed(Exception error)
    {
        if (!_isAway || error is not ControlPlaneUnavailableException)
        {
            _isAway = true;
            LogAway(_logger, error, Current.Nodes.Length);
        }
    }

    [LoggerMessage(4110, LogLevel.Warning, "The fleet cannot be read; the view stays at {Nodes} nodes")]
    private static partial void LogAway(ILogger logger, Exception exception, int nodes);

    [LoggerMessage(4112, LogLevel.Warning, "What the nodes {Nodes} announce cannot be read; they are left out")]
    private static partial void LogUnreadable(ILogger logger, string nodes);

    [LoggerMessage(4111, LogLevel.Information, "The fleet can be read again; the view has {Nodes} nodes")]
    private static partial void LogBack(ILogger logger, int nodes);
}
