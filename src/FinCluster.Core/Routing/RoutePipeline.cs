using FinCluster.Core.Routing.Views;

namespace FinCluster.Core.Routing;

/// <summary>What was decided.</summary>
/// <param name="Replica">The replica.</param>
/// <param name="HeldBlocks">How many blocks of the prompt it holds, or will when it comes to the request.</param>
public readonly record struct RouteDecision(ReplicaView Replica, int HeldBlocks);

/// <summary>Chooses a replica for each request: filters, scorers with weights, a picker.</summary>
/// <remarks>
/// Thread-safe, without a lock that is held for longer than a few loads. Nothing is allocated for a decision. Time and chance come
/// from the caller, so that the same calls on one thread decide the same.
/// </remarks>
public sealed class RoutePipeline
{
    [ThreadStatic]
    private static RouteRound? _round;

    private readonly IRouteFilter[] _preferences;
    private readonly (IRouteScorer Scorer, double Weight)[] _scorers;
    private readonly IRoutePicker _picker;
    private readonly PrefixIndex _index;
    private readonly RecentPrompts _recent = new();
    private readonly CandidateSource _source;

    /// <summary>Makes a pipeline.</summary>
    /// <param name="options">Which policies decide.</param>
    /// <param name="index">What nodes hold.</param>
    /// <exception cref="ArgumentException">The options are not valid.</exception>
    public RoutePipeline(RoutingOptions options, PrefixIndex index)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(index);
        RoutePlan plan = options.ToPlan();
        IRouteFilter[] filters = [.. plan.Filters.Select(RoutePolicies.Filter)];
        IRouteFilter[] required = [.. filters.Where(filter => !filter.IsPreference)];
        _preferences = [.. filters.Where(filter => filter.IsPreference)];
        _scorers = [.. plan.Scorers.Where(scorer => scorer.Weight > 0).Select(scorer => (RoutePolicies.Scorer(scorer.Scorer), scorer.Weight))];
        _picker = RoutePolicies.Picker(plan.Picker);
        _index = index;
        Nominations nominations = _scorers.Aggregate(Nominations.None, (all, scorer) => all | scorer.Scorer.Nominates);
        _source = new CandidateSource(index, _recent, required, _preferences, nominations);
        Name = options.Name;
    }

    /// <summary>Gets what metrics call the policies.</summary>
    public string Name { get; }

    /// <summary>Chooses a replica; null when none passes the filters.</summary>
    /// <param name="view">The fleet.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="now">The time, on the clock that load reports are stamped with.</param>
    /// <param name="random">Decides what may be left to chance.</param>
    public RouteDecision? Route(FleetView view, RouteRequest request, TimeSpan now, Random random)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(random);
        RouteRound round = _round ??= new RouteRound();
        round.Begin(request, view.Of(request.Model), now);
        try
        {
            return Decide(round, random);
        }
        finally
        {
            round.End();
        }
    }

    private RouteDecision? Decide(RouteRound round, Random random)
    {
        RouteRequest request = round.Request;
        if (!request.Blocks.IsEmpty)
        {
            _index.Match(request.Blocks.AsSpan(), round.Match);
        }

        _source.Collect(round, _picker.WantsAll, random);
        if (round.Count == 0)
        {
            return null;
        }

        foreach (IRouteFilter preference in _preferences)
        {
            round.Prefer(preference);
        }

        if (_scorers.Length > 0)
        {
            Score(round);
        }

        ref RouteCandidate picked = ref round.Candidates[_picker.Pick(round.Candidates, random)];
        if (!request.Blocks.IsEmpty)
        {
            _recent.OnSent(request.Blocks, picked.Replica.Node.Id, round.Now);
        }

        return new RouteDecision(picked.Replica, _source.HeldBy(round, in picked));
    }

    private void Score(RouteRound round)
    {
        foreach (ref RouteCandidate candidate in round.Candidates)
        {
            candidate.QueuedTokens = candidate.Replica.QueuedTokens;
            candidate.HeldBlocks = _source.HeldBy(round, in candidate);
        }

        round.Compare();
        foreach (ref RouteCandidate candidate in round.Candidates)
        {
            double score = 0;
            foreach ((IRouteScorer scorer, double weight) in _scorers)
            {
                score += weight * scorer.Score(round, in candidate);
            }

            candidate.Score = score;
        }
    }
}
