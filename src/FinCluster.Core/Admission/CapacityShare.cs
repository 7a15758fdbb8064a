namespace FinCluster.Core.Admission;

/// <summary>Says how much of a fleet one of several gateways may use, without asking the others.</summary>
/// <remarks>
/// <para>
/// An equal share belongs to each gateway at any time, so nobody is starved; what the owners of the other shares leave is lent. Once they
/// return, who has borrowed starts nothing new until it is back within its share, so at most one share of each gateway that returns waits in
/// the nodes meanwhile.
/// </para>
/// <para>
/// What others have is known from reports, which are up to their interval old. If all gateways took the whole room of the same reports, they
/// would together take it as often as there are gateways. So none lets more than twice as much run as it had when the reports came: when
/// all begin at once each takes its share and sees the others'. However they begin, they stay below three times the fleet for any number of
/// gateways: borrowers of the same report below twice, the shares of all others once. One that is alone busy has the fleet after as many
/// reports as its share must be doubled.
/// </para>
/// </remarks>
public static class CapacityShare
{
    /// <summary>Gets how many streams a gateway may have under way.</summary>
    /// <param name="fleet">The streams of the whole fleet, 1 or more.</param>
    /// <param name="gateways">How many gateways there are, 1 or more.</param>
    /// <param name="others">The streams of other gateways, as of the newest reports, 0 or more.</param>
    /// <param name="own">The streams of this gateway when those reports came, 0 or more.</param>
    /// <returns>1 or more, so that each gateway can serve somebody even where there are more gateways than streams.</returns>
    public static int Of(int fleet, int gateways, long others, long own)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(fleet, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(gateways, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(others);
        ArgumentOutOfRangeException.ThrowIfNegative(own);
        int share = Math.Max(1, fleet / gateways);
        return (int)Math.Max(share, Math.Min(fleet - others, 2 * own));
    }

    /// <summary>Gets how many slots a gateway may have in use while it keeps some free, as all the others do.</summary>
    /// <remarks>What others keep free is not theirs to lend: whoever borrowed it would leave nothing free in the nodes.</remarks>
    /// <param name="slots">What the whole fleet computes at once, 1 or more.</param>
    /// <param name="gateways">How many gateways there are, 1 or more.</param>
    /// <param name="others">As for <see cref="Of"/>.</param>
    /// <param name="own">As for <see cref="Of"/>.</param>
    /// <param name="headroom">How many each gateway keeps free, 0 or more.</param>
    /// <returns>1 or more, the gateway's own free ones included.</returns>
    public static int SlotsOf(int slots, int gateways, long others, long own, int headroom)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(headroom);
        return Of(slots, gateways, others + ((gateways - 1L) * headroom), own);
    }
}
