using FinCluster.Core.Fleet;

namespace FinCluster.Core.Routing;

/// <summary>Chooses which replicas a decision looks at.</summary>
/// <remarks>
/// All of them in a small fleet whose work is all of this gateway, because then it knows their load exactly. Otherwise those with a
/// reason (who holds the longest beginnings, whose the session or the prefix is) and three by lot. A report is old when it is
/// read, and other gateways read the same one: if each took the least loaded of all, all would take the same (Mitzenmacher: How useful
/// is old information?, 2000). Of three by lot, the replica that seems least loaded is given no more than three shares. Three is near the
/// best over reports that are from 5 to 200 ms old; docs/adr/0010-routing.md has the figures.
/// Thread-safe.
/// </remarks>
internal sealed class CandidateSource(
    PrefixIndex index, RecentPrompts recent, IRouteFilter[] required, IRouteFilter[] preferences, Nominations nominations)
{
    /// <summary>The largest fleet of which all are looked at.</summary>
    public const int MaxExact = 64;

    private const int MaxHolders = 4;
    private const int WantedByLot = 3;

    // With nine of ten replicas full, one in a thousand decisions finds none with room among so many.
    private const int MaxDraws = 64;
    private const int MaxOwnersPassedOver = 8;

    /// <summary>Adds the candidates; none when no replica passes the filters that must be passed.</summary>
    public void Collect(RouteRound round, bool wantsAll, Random random)
    {
        int replicas = round.Group.Replicas.Length;
        if (replicas == 0)
        {
            return;
        }

        FindHomes(round);
        if (wantsAll || replicas <= WantedByLot || (replicas <= MaxExact && round.Group.WithForeignWork == 0))
        {
            AddAll(round);
            return;
        }

        if (Nominated(Nominations.Holders))
        {
            AddHolders(round, random);
            AddOnce(round, round.ExpectedHolder);
        }

        AddOnce(round, round.PrefixHome);
        AddOnce(round, round.SessionHome);
        AddByLot(round, random);
        if (round.Count == 0)
        {
            AddAll(round);
        }
    }

    /// <summary>Finds how much of the prompt a candidate holds, or will when it comes to the request.</summary>
    public int HeldBy(RouteRound round, ref readonly RouteCandidate candidate)
    {
        int held = round.Match.Deepest == 0 ? 0 : round.Match.HeldBy(index.SlotOf(candidate.Replica.Node.Id));
        return candidate.Index == round.ExpectedHolder ? Math.Max(held, round.ExpectedBlocks) : held;
    }

    private void FindHomes(RouteRound round)
    {
        RouteRequest request = round.Request;
        if (!request.Blocks.IsEmpty)
        {
            ReadOnlySpan<ulong> blocks = request.Blocks.AsSpan();
            round.ExpectedBlocks = recent.Expect(blocks, round.Now, out NodeId node);
            round.ExpectedHolder = round.ExpectedBlocks > 0 ? round.Group.IndexOf(node) : -1;
            if (Nominated(Nominations.PrefixHome) && request.SessionKey is null
                && round.Match.Deepest < Math.Min(RecentPrompts.KeyBlocks, blocks.Length))
            {
                round.RepeatShare = recent.RepeatShare;
                round.PrefixHome = round.ExpectedHolder >= 0 ? round.ExpectedHolder : OwnerOf(round, RecentPrompts.KeyOf(blocks));
            }
        }

        if (Nominated(Nominations.SessionHome) && request.SessionKey is { } session)
        {
            int warm = request.WarmNode is { } known ? round.Group.IndexOf(known) : -1;
            round.SessionHome = warm >= 0 && IsFit(round, warm) ? warm : OwnerOf(round, RendezvousHash.Key(session));
        }
    }

    // The owner that can take work, so that all gateways agree on who stands in for one that cannot.
    private int OwnerOf(RouteRound round, ulong key)
    {
        ulong below = ulong.MaxValue;
        for (int i = 0; i < MaxOwnersPassedOver; i++)
        {
            int owner = round.Group.OwnerOf(key, below);
            if (owner < 0 || IsFit(round, owner))
            {
                return owner;
            }

            below = round.Group.WeightOf(key, owner);
        }

        return -1;
    }

    private void AddHolders(RouteRound round, Random random)
    {
        Span<int> slots = stackalloc int[MaxHolders];
        int count = round.Match.Longest(slots, random.Next(index.SlotCount + 1));
        foreach (int slot in slots[..count])
        {
            AddOnce(round, index.NodeOf(slot) is { } node ? round.Group.IndexOf(node) : -1);
        }
    }

    // Besides the first few, only what passes every preference is of interest.
    private void AddByLot(RouteRound round, Random random)
    {
        int fit = 0;
        for (int draw = 0; draw < MaxDraws && fit < WantedByLot; draw++)
        {
            int replica = random.Next(round.Group.Replicas.Length);
            bool isFit = IsFit(round, replica);
            if ((isFit || draw < WantedByLot) && AddOnce(round, replica) && isFit)
            {
                fit++;
            }
        }
    }

    private void AddAll(RouteRound round)
    {
        for (int i = 0; i < round.Group.Replicas.Length; i++)
        {
            Add(round, i);
        }
    }

    private bool AddOnce(RouteRound round, int replica)
    {
        foreach (ref readonly RouteCandidate known in round.Candidates)
        {
            if (known.Index == replica)
            {
                return false;
            }
        }

        return replica >= 0 && Add(round, replica);
    }

    private bool Add(RouteRound round, int replica)
    {
        RouteCandidate candidate = Candidate(round, replica);
        if (!Passes(required, round, in candidate))
        {
            return false;
        }

        round.Add(in candidate);
        return true;
    }

    private bool IsFit(RouteRound round, int replica)
    {
        RouteCandidate candidate = Candidate(round, replica);
        return Passes(required, round, in candidate) && Passes(preferences, round, in candidate);
    }

    // Enum.HasFlag allocates until the compiler has optimised its caller.
    private bool Nominated(Nominations some) => (nominations & some) != 0;

    private static RouteCandidate Candidate(RouteRound round, int place)
    {
        Views.ReplicaView replica = round.Group.Replicas[place];
        return new RouteCandidate { Replica = replica, Index = place, BusyRequests = replica.BusyRequests };
    }

    private static bool Passes(IRouteFilter[] filters, RouteRound round, ref readonly RouteCandidate candidate)
    {
        foreach (IRouteFilter filter in filters)
        {
            if (!filter.Accepts(round, in candidate))
            {
                return false;
            }
        }

        return true;
    }
}
