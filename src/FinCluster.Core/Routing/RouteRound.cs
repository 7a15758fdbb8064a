using FinCluster.Core.Routing.Views;

namespace FinCluster.Core.Routing;

/// <summary>One decision on its way: what is asked, and which replicas are looked at. Used by one thread at a time, and then again.</summary>
public sealed class RouteRound
{
    // A call of the model computes about this many prompt tokens: what is shorter takes no less time.
    private const int LeastTokenUnit = 512;

    private static readonly RouteRequest NoRequest = new() { Model = "" };

    private RouteCandidate[] _candidates = new RouteCandidate[64];
    private int _used;

    /// <summary>Gets what is asked.</summary>
    public RouteRequest Request { get; private set; } = NoRequest;

    /// <summary>Gets the time of the decision, on the clock that load reports are stamped with.</summary>
    public TimeSpan Now { get; private set; }

    /// <summary>Gets what scores are measured in: the tokens of the prompt, but no less than one call of the model takes.</summary>
    public double TokenUnit { get; private set; }

    /// <summary>Gets the fewest prompt tokens that wait at a candidate.</summary>
    public long LeastQueuedTokens { get; private set; }

    /// <summary>Gets the fewest requests of a candidate.</summary>
    public int LeastBusyRequests { get; private set; }

    /// <summary>Gets the place of the replica that the prompt's beginning belongs to; -1 when somebody holds it, or it belongs to nobody.</summary>
    public int PrefixHome { get; internal set; }

    /// <summary>Gets the share of prompts that begin like an earlier one, 0 to 1.</summary>
    public double RepeatShare { get; internal set; }

    /// <summary>Gets the place of the replica that the session belongs to; -1 for none.</summary>
    internal int SessionHome { get; set; }

    /// <summary>Gets the replicas of the model.</summary>
    internal ReplicaGroup Group { get; private set; } = ReplicaGroup.Empty;

    /// <summary>Gets what is held of the prompt.</summary>
    internal PrefixMatch Match { get; } = new();

    /// <summary>Gets or sets the place of the replica that will soon hold some of the prompt; -1 for none.</summary>
    internal int ExpectedHolder { get; set; }

    /// <summary>Gets or sets how much it will hold.</summary>
    internal int ExpectedBlocks { get; set; }

    /// <summary>Gets the number of candidates.</summary>
    internal int Count { get; private set; }

    /// <summary>Gets the candidates.</summary>
    internal Span<RouteCandidate> Candidates => _candidates.AsSpan(0, Count);

    private int DeepestHeld { get; set; }

    private int HeldAtHome { get; set; }

    /// <summary>Estimates the tokens of so many blocks of the prompt.</summary>
    public double TokensOf(int blocks) => blocks == 0 ? 0 : (double)Request.PromptTokens * blocks / Request.Blocks.Length;

    /// <summary>
    /// Says whether the session belongs to a candidate: the one that rendezvous hashing, or the session itself, names, unless most of
    /// the prompt is known to be warm elsewhere.
    /// </summary>
    public bool IsSessionHome(ref readonly RouteCandidate candidate)
    {
        if (Request.SessionKey is null)
        {
            return false;
        }

        int blocks = Request.Blocks.Length;
        bool isWarmElsewhere = DeepestHeld * 2 >= blocks && (DeepestHeld - HeldAtHome) * 4 > blocks;
        return isWarmElsewhere ? candidate.HeldBlocks == DeepestHeld : candidate.Index == SessionHome;
    }

    /// <summary>Begins a decision.</summary>
    internal void Begin(RouteRequest request, ReplicaGroup group, TimeSpan now)
    {
        (Request, Group, Now) = (request, group, now);
        TokenUnit = Math.Max(LeastTokenUnit, request.PromptTokens);
        (PrefixHome, SessionHome, ExpectedHolder, ExpectedBlocks, RepeatShare) = (-1, -1, -1, 0, 0);
        Match.Clear();
        Count = 0;
    }

    /// <summary>Adds a candidate.</summary>
    internal void Add(in RouteCandidate candidate)
    {
        if (Count == _candidates.Length)
        {
            Array.Resize(ref _candidates, 2 * Count);
        }

        _candidates[Count++] = candidate;
        _used = Math.Max(_used, Count);
    }

    /// <summary>Keeps those that a filter accepts, if there are any.</summary>
    internal void Prefer(IRouteFilter filter)
    {
        int kept = 0;
        for (int i = 0; i < Count; i++)
        {
            if (filter.Accepts(this, in _candidates[i]))
            {
                (_candidates[kept], _candidates[i]) = (_candidates[i], _candidates[kept]);
                kept++;
            }
        }

        Count = kept > 0 ? kept : Count;
    }

    /// <summary>Looks at all candidates, before they are scored against each other.</summary>
    internal void Compare()
    {
        (LeastQueuedTokens, LeastBusyRequests, DeepestHeld, HeldAtHome) = (long.MaxValue, int.MaxValue, 0, 0);
        foreach (ref readonly RouteCandidate candidate in Candidates)
        {
            LeastQueuedTokens = Math.Min(LeastQueuedTokens, candidate.QueuedTokens);
            LeastBusyRequests = Math.Min(LeastBusyRequests, candidate.BusyRequests);
            DeepestHeld = Math.Max(DeepestHeld, candidate.HeldBlocks);
            HeldAtHome = candidate.Index == SessionHome ? candidate.HeldBlocks : HeldAtHome;
        }
    }

    /// <summary>Lets go of what the decision was about.</summary>
    internal void End()
    {
        Array.Clear(_candidates, 0, _used);
        _used = 0;
        Begin(NoRequest, ReplicaGroup.Empty, TimeSpan.Zero);
    }
}
