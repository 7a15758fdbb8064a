using System.Globalization;

namespace FinCluster.Cluster.Redis.Connection;

/// <summary>What a script returned: a flat list of texts, numbers and gaps. The first item says how it ended.</summary>
internal sealed class RedisReply(string?[] items)
{
    /// <summary>Gets the number of items.</summary>
    public int Count => items.Length;

    /// <summary>Gets how the script ended.</summary>
    public string Status => Text(0);

    /// <summary>Gets a text; null for a gap.</summary>
    public string? TextOrNull(int index) => items[index];

    /// <summary>Gets a text that must be there.</summary>
    public string Text(int index) => items[index] ?? throw new InvalidDataException($"Item {index} of a reply of Redis is missing.");

    /// <summary>Gets a whole number.</summary>
    public long Number(int index) => long.TryParse(items[index], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
        ? number
        : throw new InvalidDataException($"Item {index} of a reply of Redis is no number.");
}
