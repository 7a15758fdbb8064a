using System.Buffers.Binary;
using System.Security.Cryptography;
using FinCluster.Audit.Format;

namespace FinCluster.Audit.Reading;

/// <summary>Where the records of a request, a session or a subject lie in a segment that is closed. It speeds up queries; verification never looks at it.</summary>
/// <remarks>
/// The file <c>00000001.idx</c> is <c>FCAIDX01</c>, the length of the segment (8), the least and the greatest time of its events (8 each, ticks), the number of
/// entries (4) and the entries, rising: the first 8 bytes of a SHA-256 as a number, and an offset (4).
/// </remarks>
internal sealed class SegmentIndex
{
    private const int HeaderBytes = 8 + 8 + 8 + 8 + 4;
    private const int EntryBytes = 12;

    private readonly byte[] _header;
    private readonly string _path;

    private SegmentIndex(string path, byte[] header)
    {
        _path = path;
        _header = header;
    }

    /// <summary>Gets the least time of an event; greater than <see cref="Last"/> when there is none.</summary>
    public long First => BinaryPrimitives.ReadInt64LittleEndian(_header.AsSpan(16));

    /// <summary>Gets the greatest time of an event.</summary>
    public long Last => BinaryPrimitives.ReadInt64LittleEndian(_header.AsSpan(24));

    private static ReadOnlySpan<byte> Magic => "FCAIDX01"u8;

    private int Count => BinaryPrimitives.ReadInt32LittleEndian(_header.AsSpan(32));

    public static string PathOf(string segment) => Path.ChangeExtension(segment, ".idx");

    /// <summary>Opens the index of a closed segment; builds it when it is missing or is not this segment's.</summary>
    /// <returns>The index; null when none can be had, so that the segment must be read.</returns>
    public static SegmentIndex? OpenOrBuild(string segment) => TryOpen(segment) ?? (TryBuild(segment) ? TryOpen(segment) : null);

    /// <summary>Builds the index of a closed segment.</summary>
    /// <returns>Whether that was possible.</returns>
    public static bool TryBuild(string segment)
    {
        try
        {
            Build(segment);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return false;
        }
    }

    /// <summary>Says what a key's entries are found by.</summary>
    /// <param name="kind"><c>r</c> for a request, <c>s</c> for a session, <c>u</c> for a subject.</param>
    /// <param name="name">The id in UTF-8.</param>
    public static ulong HashOf(char kind, ReadOnlySpan<byte> name)
    {
        Span<byte> keyed = stackalloc byte[1 + name.Length];
        keyed[0] = (byte)kind;
        name.CopyTo(keyed[1..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(keyed, hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }

    /// <summary>Finds where the records with a key may lie, rising.</summary>
    public IReadOnlyList<long> Find(ulong hash)
    {
        using Microsoft.Win32.SafeHandles.SafeFileHandle file = File.OpenHandle(_path);
        int low = 0;
        int high = Count;
        while (low < high)
        {
            int middle = low + ((high - low) / 2);
            (low, high) = Read(file, middle).Hash < hash ? (middle + 1, high) : (low, middle);
        }

        var found = new List<long>();
        for (; low < Count && Read(file, low) is var entry && entry.Hash == hash; low++)
        {
            found.Add(entry.Offset);
        }

        return found;
    }

    private static (ulong Hash, uint Offset) Read(Microsoft.Win32.SafeHandles.SafeFileHandle file, int entry)
    {
        Span<byte> bytes = stackalloc byte[EntryBytes];
        return RandomAccess.Read(file, bytes, HeaderBytes + ((long)entry * EntryBytes)) == EntryBytes
            ? (BinaryPrimitives.ReadUInt64LittleEndian(bytes), BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]))
            : throw new InvalidDataException("the index ends early");
    }

    private static SegmentIndex? TryOpen(string segment)
    {
        string path = PathOf(segment);
        if (!File.Exists(path))
        {
            return null;
        }

        using Microsoft.Win32.SafeHandles.SafeFileHandle file = File.OpenHandle(path);
        byte[] header = new byte[HeaderBytes];
        if (RandomAccess.Read(file, header, 0) != HeaderBytes || !header.AsSpan(0, 8).SequenceEqual(Magic))
        {
            return null;
        }

        var index = new SegmentIndex(path, header);
        return BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(8)) == new FileInfo(segment).Length
            && RandomAccess.GetLength(file) == HeaderBytes + ((long)index.Count * EntryBytes)
            ? index
            : null;
    }

    private static void Build(string segment)
    {
        var entries = new List<(ulong Hash, uint Offset)>();
        long first = long.MaxValue;
        long last = long.MinValue;
        (SegmentScan scan, _) = SegmentScan.Open(SegmentScan.OpenFile(segment));
        using (scan)
        {
            while (scan.MoveNext())
            {
                RecordView record = scan.Record;
                if (record.Kind != RecordKind.Event)
                {
                    continue;
                }

                EventKeys keys = EventCodec.ReadKeys(record.Content);
                first = Math.Min(first, keys.Time.UtcTicks);
                last = Math.Max(last, keys.Time.UtcTicks);
                Add(entries, 'r', keys.Request, scan.Offset);
                Add(entries, 's', keys.Session, scan.Offset);
                Add(entries, 'u', keys.Subject, scan.Offset);
            }

            entries.Sort();
            Write(segment, scan.Next + scan.Rest, first, last, entries);
        }
    }

    private static void Add(List<(ulong Hash, uint Offset)> entries, char kind, ReadOnlySpan<byte> name, long offset)
    {
        if (!name.IsEmpty)
        {
            entries.Add((HashOf(kind, name), checked((uint)offset)));
        }
    }

    private static void Write(string segment, long length, long first, long last, List<(ulong Hash, uint Offset)> entries)
    {
        var buffer = new ByteBuffer();
        buffer.Add(Magic);
        buffer.AddInt64(length);
        buffer.AddInt64(first);
        buffer.AddInt64(last);
        buffer.AddUInt32((uint)entries.Count);
        foreach ((ulong hash, uint offset) in entries)
        {
            buffer.AddInt64(unchecked((long)hash));
            buffer.AddUInt32(offset);
        }

        string path = PathOf(segment);
        string temporary = $"{path}.{Guid.NewGuid():N}";
        File.WriteAllBytes(temporary, buffer.Written);
        File.Move(temporary, path, overwrite: true);
    }
}
