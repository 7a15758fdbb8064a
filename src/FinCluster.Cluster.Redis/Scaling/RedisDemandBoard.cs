using System.Collections.Immutable;
using System.Globalization;
using FinCluster.Cluster.Redis.Connection;
using FinCluster.Core.Scaling.Demand;
using Microsoft.Extensions.Logging;

namespace FinCluster.Cluster.Redis.Scaling;

/// <summary>Keeps what gateways post in Redis, until it ends by the server's clock.</summary>
/// <remarks>All of it is in one slot: a post is some hundred bytes for each model. All members may be called from any thread.</remarks>
internal sealed partial class RedisDemandBoard : IDemandBoard
{
    private readonly RedisClient _client;
    private readonly ILogger _logger;
    private readonly string[] _keys;
    private volatile bool _hasUnreadable;

    public RedisDemandBoard(RedisClient client, string clusterName, ILogger logger)
    {
        string prefix = new RedisKeyspace(clusterName).Of("demand");
        (_client, _logger, _keys) = (client, logger, [prefix + "posts", prefix + "ends"]);
    }

    /// <inheritdoc/>
    public async ValueTask PostAsync(GatewayDemand demand, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        DemandArguments.Check(demand, lifetime);
        string milliseconds = Math.Max(1, (long)lifetime.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
        await _client.EvaluateAsync(DemandScripts.Post, _keys, [demand.Gateway, GatewayDemandText.Format(demand), milliseconds], cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<ImmutableArray<GatewayDemand>> ReadAsync(CancellationToken cancellationToken)
    {
        RedisReply reply = await _client.EvaluateAsync(DemandScripts.Read, _keys, [], cancellationToken);
        ImmutableArray<GatewayDemand>.Builder posts = ImmutableArray.CreateBuilder<GatewayDemand>(reply.Count / 2);
        var unreadable = new List<string>();
        for (int i = 1; i < reply.Count; i += 2)
        {
            try
            {
                posts.Add(GatewayDemandText.Parse(reply.Text(i + 1)));
            }
            catch (FormatException)
            {
                unreadable.Add(reply.Text(i));
            }
        }

        Note(unreadable);
        return posts.ToImmutable();
    }

    // It is read every second; what is wrong is told once.
    private void Note(List<string> unreadable)
    {
        if (unreadable.Count > 0 && !_hasUnreadable)
        {
            LogUnreadable(_logger, string.Join(", ", unreadable));
        }

        _hasUnreadable = unreadable.Count > 0;
    }

    [LoggerMessage(4130, LogLevel.Warning, "The demand that the gateways {Gateways} post cannot be read; it is left out")]
    private static partial void LogUnreadable(ILogger logger, string gateways);
}
