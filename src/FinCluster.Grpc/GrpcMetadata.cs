using System.Buffers;
using System.Collections;
using FinCluster.Grpc.Wire;

namespace FinCluster.Grpc;

/// <summary>
/// Ordered key-value pairs beside the messages of a call: headers before the first message, trailers with the status.
/// A key may occur more than once, but texts of one key may arrive as one text with commas. Keys that end with <c>-bin</c> hold
/// bytes, all others printable ASCII.
/// </summary>
/// <remarks>Not thread-safe while it is filled; read-only, and then thread-safe, once it has been sent or received.</remarks>
public sealed class GrpcMetadata : IEnumerable<GrpcMetadataEntry>
{
    private static readonly SearchValues<char> KeyCharacters = SearchValues.Create("0123456789abcdefghijklmnopqrstuvwxyz-_.");

    private readonly List<GrpcMetadataEntry> _entries = [];
    private bool _frozen;

    /// <summary>Gets metadata that has no entries and takes none.</summary>
    public static GrpcMetadata Empty { get; } = new() { _frozen = true };

    /// <summary>Gets the number of entries.</summary>
    public int Count => _entries.Count;

    /// <summary>Gets the first text of <paramref name="key"/>; null when there is none.</summary>
    public string? this[string key] => _entries.Find(entry => entry.Is(key)).Text;

    /// <summary>Adds a text.</summary>
    /// <param name="key">Lower case letters, digits, '-', '_' and '.'; no name of the protocol's own, no <c>-bin</c> at its end.</param>
    /// <param name="value">Printable ASCII (0x20 to 0x7E) without a space at either end.</param>
    /// <exception cref="ArgumentException">The key or the value cannot travel.</exception>
    public void Add(string key, string value)
    {
        CheckKey(key, binary: false);
        ArgumentNullException.ThrowIfNull(value);
        if (!IsPrintableAscii(value) || value.AsSpan().Trim(' ').Length != value.Length)
        {
            throw new ArgumentException($"The value of metadata '{key}' is not printable ASCII without outer spaces.", nameof(value));
        }

        AddChecked(new GrpcMetadataEntry(key, value, Bytes: null));
    }

    /// <summary>Adds bytes.</summary>
    /// <param name="key">As for text, but it ends with <c>-bin</c>.</param>
    /// <param name="value">Any bytes; they are not copied.</param>
    /// <exception cref="ArgumentException">The key cannot travel.</exception>
    public void Add(string key, byte[] value)
    {
        CheckKey(key, binary: true);
        ArgumentNullException.ThrowIfNull(value);
        AddChecked(new GrpcMetadataEntry(key, Text: null, value));
    }

    /// <summary>Finds the first bytes of <paramref name="key"/>; null when there are none.</summary>
    public byte[]? GetBytes(string key) => _entries.Find(entry => entry.Is(key)).Bytes;

    /// <inheritdoc/>
    public IEnumerator<GrpcMetadataEntry> GetEnumerator() => _entries.GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal static bool IsPrintableAscii(string value) => !value.AsSpan().ContainsAnyExceptInRange(' ', '~');

    /// <summary>Adds what a peer sent, whose form was checked while it was read.</summary>
    internal void AddReceived(GrpcMetadataEntry entry) => _entries.Add(entry);

    /// <summary>Ends the filling: what was sent can no longer be changed, so trying to is a bug.</summary>
    internal GrpcMetadata Freeze()
    {
        _frozen = true;
        return this;
    }

    private static void CheckKey(string key, bool binary)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        if (key.AsSpan().ContainsAnyExcept(KeyCharacters) || GrpcHeaders.IsReserved(key))
        {
            throw new ArgumentException($"'{key}' is no metadata key.", nameof(key));
        }

        if (GrpcHeaders.IsBinary(key) != binary)
        {
            throw new ArgumentException($"Metadata '{key}' holds {(binary ? "text" : "bytes")} by its name.", nameof(key));
        }
    }

    private void AddChecked(GrpcMetadataEntry entry)
    {
        if (_frozen)
        {
            throw new InvalidOperationException($"Metadata '{entry.Key}' comes too late: this metadata is sent.");
        }

        _entries.Add(entry);
    }
}
