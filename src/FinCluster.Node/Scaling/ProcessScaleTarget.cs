using FinCluster.Contracts.Node.V1;
using FinCluster.Core.Fleet;
using FinCluster.Core.Scaling;
using FinCluster.Core.Scaling.Plans;
using FinCluster.Grpc;
using FinCluster.Grpc.Client;
using FinCluster.Wire;
using Microsoft.Extensions.Logging;

namespace FinCluster.Node.Scaling;

/// <summary>Starts and drains node processes on this machine. All members may be called from any thread.</summary>
/// <remarks>
/// The processes live on when the scaler ends, however it ends, and the next one that is given the folder goes on with them. One that has ended by itself is replaced,
/// after a growing pause when it did not live long. What is drained finishes its answers and hands its sessions over, and is killed when that takes too long.
/// </remarks>
public sealed partial class ProcessScaleTarget : IScaleTarget, IDisposable
{
    private static readonly TimeSpan FirstRestartDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(5);

    private readonly ProcessTargetOptions _options;
    private readonly IFleet _fleet;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _gate = new(1);
    private readonly Dictionary<string, (TimeSpan Delay, DateTimeOffset Until)> _pauses = new(StringComparer.Ordinal);
    private readonly string _file;
    private readonly List<PoolProcess> _processes;
    private int _next;

    /// <param name="options">How processes are started.</param>
    /// <param name="fleet">Knows where nodes listen.</param>
    /// <param name="time">Times drains and pauses.</param>
    /// <param name="logger">Told of processes that end.</param>
    /// <exception cref="FormatException">The folder's record cannot be read.</exception>
    /// <exception cref="IOException">The folder is not usable.</exception>
    public ProcessScaleTarget(ProcessTargetOptions options, IFleet fleet, TimeProvider time, ILogger<ProcessScaleTarget> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_options, _fleet, _time, _logger) = (options, fleet, time, logger);
        Directory.CreateDirectory(options.Folder);
        _file = Path.Combine(options.Folder, "processes.json");
        var record = PoolProcessRecord.Read(_file);
        _next = record.Next;
        _processes = [.. record.Processes.Where(process => process.IsAlive)];
    }

    /// <inheritdoc/>
    public async ValueTask<int?> ReadAsync(PoolPlan pool, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(pool);
        await _gate.WaitAsync(cancellationToken);
        try
        {
            return _processes.Any(process => process.Pool == pool.Name) ? ServingOf(pool).Count() : null;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask SetAsync(PoolPlan pool, int replicas, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentOutOfRangeException.ThrowIfNegative(replicas);
        await _gate.WaitAsync(cancellationToken);
        try
        {
            Reap_NeedsGate(pool);
            while (ServingOf(pool).Count() < replicas && MayStart(pool))
            {
                Start_NeedsGate(pool);
            }

            // Who is not there yet has no sessions; of the others, the newest has the fewest.
            PoolProcess[] surplus = [.. ServingOf(pool)
                .OrderBy(process => NodeOf(process) is null ? 0 : 1)
                .ThenByDescending(process => process.Started)
                .Take(ServingOf(pool).Count() - replicas)];
            foreach (PoolProcess process in surplus)
            {
                await DrainAsync_NeedsGate(pool, process, cancellationToken);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ScaleTargetException($"{_options.Folder} cannot be written: {e.Message}", e);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Waits for what is under way. The processes live on.</summary>
    public void Dispose() => _gate.Dispose();

    private IEnumerable<PoolProcess> ServingOf(PoolPlan pool) => _processes.Where(process => process.Pool == pool.Name && process.DrainsUntil is null);

    private FleetNode? NodeOf(PoolProcess process) =>
        _fleet.Current.Nodes.FirstOrDefault(node => node.Id.Value.StartsWith(process.Name + ".", StringComparison.Ordinal));

    private bool MayStart(PoolPlan pool) => !_pauses.TryGetValue(pool.Name, out (TimeSpan Delay, DateTimeOffset Until) pause) || pause.Until <= _time.GetUtcNow();

    private void Reap_NeedsGate(PoolPlan pool)
    {
        foreach (PoolProcess process in _processes.Where(process => process.Pool == pool.Name).ToArray())
        {
            if (!process.IsAlive)
            {
                _processes.Remove(process);
                OnEnded(pool, process);
                Record_NeedsGate();
            }
            else if (process.DrainsUntil < _time.GetUtcNow())
            {
                LogKilled(_logger, process.Name, process.ProcessId);
                DetachedNode.Kill(process);
            }
        }
    }

    private void OnEnded(PoolPlan pool, PoolProcess process)
    {
        if (process.DrainsUntil is not null)
        {
            LogDrained(_logger, process.Name, process.ProcessId);
            return;
        }

        DateTimeOffset now = _time.GetUtcNow();
        TimeSpan before = now - process.Started < _options.StableAfter ? _pauses.GetValueOrDefault(pool.Name).Delay : TimeSpan.Zero;
        TimeSpan delay = now - process.Started < _options.StableAfter
            ? TimeSpan.FromTicks(Math.Clamp(before.Ticks * 2, FirstRestartDelay.Ticks, _options.MaxRestartDelay.Ticks))
            : TimeSpan.Zero;
        _pauses[pool.Name] = (delay, now + delay);
        LogEnded(_logger, process.Name, process.ProcessId, delay.TotalSeconds, LogOf(process.Name));
    }

    private void Start_NeedsGate(PoolPlan pool)
    {
        string name = $"{_options.NamePrefix}{pool.Name}-{_next++}";
        (int id, string identity) = DetachedNode.Start(_options.FileName, _options.Arguments(pool, name), LogOf(name), _options.WithheldVariables);
        _processes.Add(new PoolProcess(pool.Name, name, id, identity, _time.GetUtcNow()));
        Record_NeedsGate();
        LogStarted(_logger, name, id, LogOf(name));
    }

    private async Task DrainAsync_NeedsGate(PoolPlan pool, PoolProcess process, CancellationToken cancellationToken)
    {
        if (NodeOf(process) is { } node)
        {
            try
            {
                using var channel = new GrpcChannel(node.Address, _time);
                await channel.UnaryAsync(NodeMethods.Drain, new DrainRequest(), new GrpcCallOptions { Timeout = CallTimeout }, cancellationToken);
            }
            catch (GrpcException e)
            {
                throw new ScaleTargetException($"node {node.Id} cannot be told to drain: {e.Message}", e);
            }

            LogDrains(_logger, process.Name, process.ProcessId);
        }
        else
        {
            // It has not served anybody yet.
            DetachedNode.Kill(process);
        }

        DateTimeOffset until = _time.GetUtcNow() + TimeSpan.FromSeconds(pool.DrainSeconds) + _options.DrainGrace;
        _processes[_processes.IndexOf(process)] = process with { DrainsUntil = until };
        Record_NeedsGate();
    }

    private string LogOf(string name) => Path.Combine(_options.Folder, name + ".log");

    private void Record_NeedsGate() => new PoolProcessRecord(_next, _processes).Write(_file);

    [LoggerMessage(2040, LogLevel.Information, "node {Name} (process {ProcessId}) is started; its log is {Log}")]
    private static partial void LogStarted(ILogger logger, string name, int processId, string log);

    [LoggerMessage(2041, LogLevel.Information, "node {Name} (process {ProcessId}) drains")]
    private static partial void LogDrains(ILogger logger, string name, int processId);

    [LoggerMessage(2042, LogLevel.Information, "node {Name} (process {ProcessId}) has drained and ended")]
    private static partial void LogDrained(ILogger logger, string name, int processId);

    [LoggerMessage(2043, LogLevel.Warning, "node {Name} (process {ProcessId}) has ended by itself; another one is started in {DelaySeconds} s; its log is {Log}")]
    private static partial void LogEnded(ILogger logger, string name, int processId, double delaySeconds, string log);

    [LoggerMessage(2044, LogLevel.Warning, "node {Name} (process {ProcessId}) has not drained in time and is killed")]
    private static partial void LogKilled(ILogger logger, string name, int processId);
}
