using FinCluster.Audit.Format;
using FinCluster.Audit.Roots;

namespace FinCluster.Audit.Verification;

/// <summary>What the records of a day come to.</summary>
internal sealed class DayTree
{
    private readonly MerkleTree _tree = new();
    private readonly List<DayPart> _parts = [];

    public long Count => _tree.Count;

    public IReadOnlyList<DayPart> Parts => _parts;

    public string Root => Convert.ToHexStringLower(_tree.Root());

    /// <summary>Adds what a segment has of the day. Writers come by name, and their segments by number.</summary>
    public void Add(string writer, DayRange range)
    {
        for (int offset = 0; offset < range.Hashes.Length; offset += RecordLayout.HashBytes)
        {
            _tree.Add(range.Hashes.Slice(offset, RecordLayout.HashBytes));
        }

        string last = Convert.ToHexStringLower(range.LastHash);
        if (_parts.Count > 0 && _parts[^1].Writer == writer)
        {
            _parts[^1] = _parts[^1] with { Last = range.Last, LastHash = last };
        }
        else
        {
            _parts.Add(new DayPart(writer, range.First, range.Last, last));
        }
    }
}
