using System.Globalization;
using FinCluster.Cluster.Redis.Connection;
using FinCluster.Core.Scaling.Leadership;

namespace FinCluster.Cluster.Redis.Scaling;

/// <summary>Keeps who leads in Redis: a hash for each role, whose terms end by the server's clock.</summary>
/// <remarks>
/// The scripts do what <see cref="LeadershipState"/> says. A call whose reply was lost is made again: a campaign finds its own term, a note is the same note. Crash:
/// what Redis loses is lost, tokens too; with appendfsync always that is nothing. All members may be called from any thread.
/// </remarks>
internal sealed class RedisLeadership(RedisClient client, string clusterName) : ILeadership
{
    private readonly string _prefix = new RedisKeyspace(clusterName).Of("leadership");

    /// <inheritdoc/>
    public async ValueTask<LeadershipTerm?> CampaignAsync(string role, string candidate, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        LeadershipArguments.Check(role, candidate, lifetime);
        RedisReply reply = await client.EvaluateAsync(
            LeadershipScripts.Campaign, [Key(role)], [candidate, Text(lifetime.Ticks / TimeSpan.TicksPerMicrosecond)], cancellationToken);
        return reply.Status == "leads" ? new LeadershipTerm(role, candidate, reply.Number(1)) : null;
    }

    /// <inheritdoc/>
    public async ValueTask ResignAsync(LeadershipTerm term, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(term);
        await client.EvaluateAsync(LeadershipScripts.Resign, [Key(term.Role)], [Text(term.FencingToken)], cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<LeadershipRecord> ReadAsync(string role, CancellationToken cancellationToken)
    {
        LeadershipArguments.Check(role);
        RedisReply reply = await client.EvaluateAsync(LeadershipScripts.Read, [Key(role)], [], cancellationToken);
        return new LeadershipRecord(reply.TextOrNull(1), reply.Number(2), reply.TextOrNull(3));
    }

    /// <inheritdoc/>
    public async ValueTask<bool> WriteAsync(LeadershipTerm term, string note, CancellationToken cancellationToken)
    {
        LeadershipArguments.Check(term, note);
        RedisReply reply = await client.EvaluateAsync(LeadershipScripts.Write, [Key(term.Role)], [Text(term.FencingToken), note], cancellationToken);
        return reply.Status == "written";
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private string Key(string role) => _prefix + role;
}
