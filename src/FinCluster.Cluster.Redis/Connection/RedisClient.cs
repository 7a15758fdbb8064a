using FinCluster.Core.Errors;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;
using StackExchange.Redis;

namespace FinCluster.Cluster.Redis.Connection;

/// <summary>The connection to Redis. With <see cref="RedisConfiguration"/> it is all that knows the client library.</summary>
/// <remarks>
/// All members may be called from any thread. A lost connection is made again in the background; until then calls end with
/// <see cref="ControlPlaneUnavailableException"/>. The library knows neither cancellation nor a timeout of asynchronous calls, so each is
/// waited for here; one that is given up may still be run by the server.
/// </remarks>
internal sealed partial class RedisClient : IAsyncDisposable
{
    private const string DefaultUser = "default";

    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    private readonly ConnectionMultiplexer _connection;
    private readonly RedisOptions _options;
    private readonly TimeProvider _time;
    private readonly RedisResilience _resilience;
    private readonly ILogger _logger;
    private readonly IAsyncDisposable? _relay;
    private long _lookedAt;

    private RedisClient(
        ConnectionMultiplexer connection, IAsyncDisposable? relay, RedisOptions options, TimeProvider time, ILogger logger)
    {
        _relay = relay;
        _connection = connection;
        _options = options;
        _time = time;
        _resilience = new RedisResilience(options, time);
        _logger = logger;
        connection.ConnectionFailed += (_, e) => LogLost(_logger, _options, e.ConnectionType.ToString(), e.FailureType.ToString());
        connection.ConnectionRestored += (_, e) => LogRestored(_logger, _options, e.ConnectionType.ToString());
    }

    /// <summary>Connects. A Redis that is away is no error here: the connection is made when it is back.</summary>
    /// <exception cref="ControlPlaneUnavailableException">The time is over, or a certificate file cannot be read.</exception>
    public static async Task<RedisClient> ConnectAsync(
        RedisOptions options, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
#if CURRENT_REDIS_CLIENT
        return new RedisClient(await OpenAsync(options, time, cancellationToken), null, options, time, logger);
#else
        if (options.User is null or DefaultUser)
        {
            return new RedisClient(await OpenAsync(options, time, cancellationToken), null, options, time, logger);
        }

        var relay = new AclRelay(options);
        try
        {
            return new RedisClient(await OpenAsync(relay.Local, time, cancellationToken), relay, options, time, logger);
        }
        catch
        {
            await relay.DisposeAsync();
            throw;
        }
#endif
    }

    /// <summary>Checks that Redis answers.</summary>
    /// <exception cref="ControlPlaneUnavailableException">It does not.</exception>
    public Task PingAsync(CancellationToken cancellationToken) => CallAsync(
        _resilience.Repeatable, static (database, _) => database.PingAsync(CommandFlags.DemandMaster), 0, cancellationToken);

    /// <summary>Runs a script as one step. Its keys must be of one slot.</summary>
    /// <exception cref="ControlPlaneUnavailableException">Redis is away. The script may have run all the same, once.</exception>
    /// <exception cref="InvalidOperationException">The script is wrong, or the database holds what is not of this product.</exception>
    public Task<RedisReply> EvaluateAsync(
        RedisScript script, string[] keys, string[] arguments, CancellationToken cancellationToken) => CallAsync(
            script.IsRepeatable ? _resilience.Repeatable : _resilience.Once,
            static (database, call) => RunAsync(database, call.Script, call.Keys, call.Values),
            new ScriptCall(script, Array.ConvertAll(keys, key => (RedisKey)key), Array.ConvertAll(arguments, text => (RedisValue)text)),
            cancellationToken);

    /// <summary>Calls <paramref name="onMessage"/> for every message of a channel, also after the connection was lost and made again.</summary>
    /// <remarks>Messages that are sent while the connection is away are lost, so a subscriber reads anew from time to time.</remarks>
    public async Task SubscribeAsync(string channel, Action onMessage, CancellationToken cancellationToken)
    {
        Task subscribing = _connection.GetSubscriber().SubscribeAsync(Literal(channel), (_, _) => onMessage());
        try
        {
            await subscribing.WaitAsync(_options.CallTimeout, _time, cancellationToken);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            // The library keeps the subscription and sends it when the connection is there.
            Forget(subscribing);
            LogNotSubscribed(_logger, e, _options, channel);
        }
    }

    /// <summary>Closes the connection; calls in progress end.</summary>
    public async ValueTask DisposeAsync()
    {
        await _connection.CloseAsync(allowCommandsToComplete: false);
        _connection.Dispose();
        if (_relay is not null)
        {
            await _relay.DisposeAsync();
        }
    }

    private static async Task<ConnectionMultiplexer> OpenAsync(
        RedisOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        Task<ConnectionMultiplexer> connecting = ConnectionMultiplexer.ConnectAsync(RedisConfiguration.Build(options));
        try
        {
            // The library keeps to the timeout by itself, except while it resolves a name.
            ConnectionMultiplexer connection = await connecting.WaitAsync(options.ConnectTimeout * 2, time, cancellationToken);
#if !CURRENT_REDIS_CLIENT
            // Replies go to whoever waits for them, not one after the other through one thread.
            connection.PreserveAsyncOrder = false;
#endif
            return connection;
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            Forget(connecting);
            throw Unavailable(options, "cannot be connected to", e);
        }
    }

    private static RedisChannel Literal(string channel) => new(channel, RedisChannel.PatternMode.Literal);

    private static async Task<RedisReply> RunAsync(IDatabase database, RedisScript script, RedisKey[] keys, RedisValue[] values)
    {
        RedisResult result;
        try
        {
            result = await database.ScriptEvaluateAsync(script.Sha, keys, values, CommandFlags.DemandMaster);
        }
        catch (RedisServerException e) when (e.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
        {
            // A server that is new, or was started again, learns the script by running it.
            result = await database.ScriptEvaluateAsync(
                script.Source, keys, values, CommandFlags.DemandMaster | CommandFlags.NoScriptCache);
        }

        return new RedisReply(Array.ConvertAll((RedisValue[])result!, value => (string?)value));
    }

    private async Task<TResult> CallAsync<TState, TResult>(
        ResiliencePipeline pipeline, Func<IDatabase, TState, Task<TResult>> call, TState state, CancellationToken cancellationToken)
    {
        try
        {
            return await pipeline.ExecuteAsync(
                static async (call, token) => await call.Client.AttemptAsync(call.Call, call.State, token),
                (Client: this, Call: call, State: state),
                cancellationToken);
        }
        catch (TimeoutRejectedException e)
        {
            LookForPrimary();
            throw Unavailable(_options, "does not answer", e);
        }
        catch (BrokenCircuitException e)
        {
            throw Unavailable(_options, "did not answer the last calls", e);
        }
    }

    private async ValueTask<TResult> AttemptAsync<TState, TResult>(
        Func<IDatabase, TState, Task<TResult>> call, TState state, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Task<TResult>? running = null;
        try
        {
            running = call(_connection.GetDatabase(_options.Database), state);
            return await running.WaitAsync(cancellationToken);
        }
        catch (RedisServerException e)
        {
            LookForPrimary();
            throw ServerErrors.Translate(_options, e);
        }
        catch (Exception e) when (e is RedisException or TimeoutException or ObjectDisposedException)
        {
            LookForPrimary();
            throw Unavailable(_options, "is away", e);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Unavailable(_options, "was disconnected from");
        }
        finally
        {
            Forget(running);
        }
    }

    // Which of several servers is the primary, the library asks when it connects, and then once a minute. When calls fail, a replica may have
    // taken over.
    private void LookForPrimary()
    {
        long last = Volatile.Read(ref _lookedAt);
        if (_options.Hosts.Length > 1
            && (last == 0 || _time.GetElapsedTime(last) >= LookInterval)
            && Interlocked.CompareExchange(ref _lookedAt, _time.GetTimestamp(), last) == last)
        {
            Forget(_connection.ConfigureAsync());
        }
    }

    // Nobody waits for a call that was given up, and its failure is no news.
    private static void Forget(Task? task) => task?.ContinueWith(
        static ended => _ = ended.Exception,
        CancellationToken.None,
        TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);

    private static ControlPlaneUnavailableException Unavailable(RedisOptions options, string what, Exception? inner = null) =>
        new($"The control plane at {options} {what}.", inner);

    private readonly record struct ScriptCall(RedisScript Script, RedisKey[] Keys, RedisValue[] Values);

    [LoggerMessage(4100, LogLevel.Warning, "The {Connection} connection to {Redis} is lost ({Failure}); it is made again")]
    private static partial void LogLost(ILogger logger, RedisOptions redis, string connection, string failure);

    [LoggerMessage(4101, LogLevel.Information, "The {Connection} connection to {Redis} is back")]
    private static partial void LogRestored(ILogger logger, RedisOptions redis, string connection);

    [LoggerMessage(4102, LogLevel.Warning, "Cannot subscribe to {Channel} at {Redis} yet")]
    private static partial void LogNotSubscribed(ILogger logger, Exception exception, RedisOptions redis, string channel);
}
