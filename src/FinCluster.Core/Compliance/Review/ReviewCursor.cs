using System.Globalization;

namespace FinCluster.Core.Compliance.Review;

/// <summary>Writes and reads the cursors of review listings: where the last item of a page stands in the order in which items came.</summary>
/// <remarks>A cursor means the same for every filter, because the order is that of all items.</remarks>
public static class ReviewCursor
{
    // What a sorted set of Redis, whose scores are doubles, still tells apart.
    private const long MaxOrder = 1L << 53;

    /// <summary>Writes the cursor of the page that follows an item.</summary>
    /// <param name="order">The item's place, from 1.</param>
    public static string Encode(long order) => order.ToString(CultureInfo.InvariantCulture);

    /// <summary>Reads the place before which a page begins.</summary>
    /// <exception cref="FormatException">It is no cursor.</exception>
    public static long Decode(string cursor) =>
        long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out long order) && order is > 0 and <= MaxOrder
            ? order
            : throw new FormatException("The cursor is none that this server gave out. Begin without one.");
}
