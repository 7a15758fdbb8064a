using FinCluster.Cluster.Orleans.Silo;
using FinCluster.Core.Scaling.Leadership;

namespace FinCluster.Cluster.Orleans.Scaling;

/// <summary>Keeps who leads in the cluster's <see cref="AutoscalerGrain"/>. All members may be called from any thread.</summary>
/// <remarks>A call whose answer was lost is made again: a campaign finds its own term, a note is the same note.</remarks>
internal sealed class OrleansLeadership(GrainCalls calls, string clusterName) : ILeadership
{
    private readonly GrainId _grain = GrainId.Create(AutoscalerGrain.GrainName, clusterName);

    /// <inheritdoc/>
    public async ValueTask<LeadershipTerm?> CampaignAsync(string role, string candidate, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        LeadershipArguments.Check(role, candidate, lifetime);
        long token = await calls.CallAsync(
            static (grains, call) => grains.GetGrain<IAutoscalerGrain>(call.Grain).CampaignAsync(call.Role, call.Candidate, call.Lifetime),
            (Grain: _grain, Role: role, Candidate: candidate, Lifetime: lifetime),
            cancellationToken);
        return token == 0 ? null : new LeadershipTerm(role, candidate, token);
    }

    /// <inheritdoc/>
    public async ValueTask ResignAsync(LeadershipTerm term, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(term);
        await calls.CallAsync(
            static (grains, call) => grains.GetGrain<IAutoscalerGrain>(call.Grain).ResignAsync(call.Term.Role, call.Term.FencingToken),
            (Grain: _grain, Term: term),
            cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<LeadershipRecord> ReadAsync(string role, CancellationToken cancellationToken)
    {
        LeadershipArguments.Check(role);
        RoleMessage message = await calls.CallAsync(
            static (grains, call) => grains.GetGrain<IAutoscalerGrain>(call.Grain).ReadAsync(call.Role), (Grain: _grain, Role: role), cancellationToken);
        return new LeadershipRecord(message.Leader, message.FencingToken, message.Note);
    }

    /// <inheritdoc/>
    public ValueTask<bool> WriteAsync(LeadershipTerm term, string note, CancellationToken cancellationToken)
    {
        LeadershipArguments.Check(term, note);
        return calls.CallAsync(
            static (grains, call) => grains.GetGrain<IAutoscalerGrain>(call.Grain).WriteAsync(call.Term.Role, call.Term.FencingToken, call.Note),
            (Grain: _grain, Term: term, Note: note),
            cancellationToken);
    }
}
