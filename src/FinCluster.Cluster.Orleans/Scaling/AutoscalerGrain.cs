using FinCluster.Cluster.Orleans.Silo;
using FinCluster.Core.Scaling.Demand;
using FinCluster.Core.Scaling.Leadership;
using Orleans.Placement;

namespace FinCluster.Cluster.Orleans.Scaling;

/// <summary>Keeps who leads, and what gateways post. One in the cluster; <see cref="LeadershipState"/> decides, the grain stores and then tells.</summary>
/// <remarks>
/// Each campaign is stored, also one that only prolongs the term: of two such grains, in a cut network, the one whose write the storage refuses tells nobody that he
/// leads. Posts are in memory, and come again within a second where the grain begins anew. It wakes nobody: the scaler campaigns and reads by itself.
/// </remarks>
[HashBasedPlacement]
[GrainType(GrainName)]
internal sealed class AutoscalerGrain(
    [PersistentState("roles", OrleansSilo.Storage)] IPersistentState<AutoscalerDocument> stored, GrainClock clock) : Grain, IAutoscalerGrain
{
    /// <summary>The first part of the grain's id, also in the storage.</summary>
    public const string GrainName = "autoscaler";

    private readonly DemandPosts<string> _posts = new(clock.Time);

    /// <inheritdoc/>
    public async Task<long> CampaignAsync(string role, string candidate, TimeSpan lifetime)
    {
        LeadershipState before = Find(role);
        (LeadershipState after, LeadershipTerm? term) = before.Campaign(role, candidate, lifetime, Now());
        await StoreAsync(role, before, after);
        return term?.FencingToken ?? 0;
    }

    /// <inheritdoc/>
    public async Task<bool> ResignAsync(string role, long fencingToken)
    {
        LeadershipState before = Find(role);
        await StoreAsync(role, before, before.Resign(fencingToken));
        return before.FencingToken == fencingToken;
    }

    /// <inheritdoc/>
    public Task<RoleMessage> ReadAsync(string role)
    {
        LeadershipRecord record = Find(role).Read(Now());
        return Task.FromResult(new RoleMessage(record.Leader, record.FencingToken, record.Note));
    }

    /// <inheritdoc/>
    public async Task<bool> WriteAsync(string role, long fencingToken, string note)
    {
        LeadershipState before = Find(role);
        if (before.Write(fencingToken, note, Now()) is not { } after)
        {
            return false;
        }

        await StoreAsync(role, before, after);
        return true;
    }

    /// <inheritdoc/>
    public Task<bool> PostAsync(string gateway, string demand, TimeSpan lifetime)
    {
        _posts.Put(gateway, demand, lifetime);
        return Task.FromResult(true);
    }

    /// <inheritdoc/>
    public Task<List<string>> ReadPostsAsync() => Task.FromResult(_posts.Read().ToList());

    // A clock that the next silo goes on with: that of the day.
    private DateTimeOffset Now() => clock.Time.GetUtcNow();

    private LeadershipState Find(string role) => stored.State.Roles.TryGetValue(role, out RoleDocument known)
        ? new LeadershipState { Leader = known.Leader, FencingToken = known.FencingToken, Until = known.Until, Note = known.Note }
        : LeadershipState.None;

    // A copy, so that the old one stays when the storage fails.
    private async Task StoreAsync(string role, LeadershipState before, LeadershipState after)
    {
        if (after == before)
        {
            return;
        }

        AutoscalerDocument old = stored.State;
        var document = new AutoscalerDocument { Roles = new Dictionary<string, RoleDocument>(old.Roles) };
        document.Roles[role] = new RoleDocument(after.Leader, after.FencingToken, after.Until, after.Note);
        try
        {
            stored.State = document;
            await stored.WriteStateAsync();
        }
        catch
        {
            // What is stored is not known any more: the next activation reads it anew.
            stored.State = old;
            DeactivateOnIdle();
            throw;
        }
    }
}
