using FinCluster.Core.Errors;
using FinCluster.Core.Scaling.Leadership;

namespace FinCluster.Scaler.Tests.Control;

/// <summary>Who leads, in memory. What candidates hold can be cut off from it.</summary>
internal sealed class MemoryLeadership(TimeProvider time)
{
    private readonly Lock _gate = new();
    private LeadershipState _state = LeadershipState.None;

    /// <summary>Gets the newest token.</summary>
    public long FencingToken { get { lock (_gate) { return _state.FencingToken; } } }

    /// <summary>Makes the port of one candidate.</summary>
    public Port CreatePort() => new(this);

    private T Change<T>(Func<LeadershipState, DateTimeOffset, (LeadershipState State, T Result)> change)
    {
        lock (_gate)
        {
            (_state, T result) = change(_state, time.GetUtcNow());
            return result;
        }
    }

    internal sealed class Port(MemoryLeadership owner) : ILeadership
    {
        /// <summary>Gets or sets whether the backend is away for this candidate.</summary>
        public volatile bool IsCut;

        /// <summary>Gets or sets whether nothing can be read, although the rest works.</summary>
        public volatile bool IsReadCut;

        public ValueTask<LeadershipTerm?> CampaignAsync(string role, string candidate, TimeSpan lifetime, CancellationToken cancellationToken) =>
            Call((state, now) => state.Campaign(role, candidate, lifetime, now));

        public async ValueTask ResignAsync(LeadershipTerm term, CancellationToken cancellationToken) =>
            await Call((state, _) => (state.Resign(term.FencingToken), true));

        public ValueTask<LeadershipRecord> ReadAsync(string role, CancellationToken cancellationToken) => IsReadCut
            ? throw new ControlPlaneUnavailableException("cut off")
            : Call((state, now) => (state, state.Read(now)));

        public ValueTask<bool> WriteAsync(LeadershipTerm term, string note, CancellationToken cancellationToken) =>
            Call((state, now) => state.Write(term.FencingToken, note, now) is { } written ? (written, true) : (state, false));

        private ValueTask<T> Call<T>(Func<LeadershipState, DateTimeOffset, (LeadershipState State, T Result)> change) =>
            IsCut ? throw new ControlPlaneUnavailableException("cut off") : ValueTask.FromResult(owner.Change(change));
    }
}
