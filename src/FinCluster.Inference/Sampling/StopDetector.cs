using System.Text;

namespace FinCluster.Inference.Sampling;

/// <summary>
/// Looks for stop strings in a text that arrives token by token, and says how much of it is final: whole characters only,
/// and nothing that may turn out to be the beginning of a stop string.
/// </summary>
/// <remarks>
/// What is final depends on the bytes alone, not on how they were cut into tokens or when they came. A replica that
/// replays the tokens of an answer therefore holds back exactly what the first one held back. Not thread-safe.
/// </remarks>
internal sealed class StopDetector
{
    private readonly byte[][] _stops;
    private readonly bool _includeStop;
    private byte[] _pending;
    private int _pendingLength;

    /// <param name="stopStrings">Strings that end the text; none may be empty.</param>
    /// <param name="includeStop">Whether the stop string is part of the text.</param>
    /// <param name="longestPiece">The most bytes that one token adds.</param>
    public StopDetector(IReadOnlyList<string> stopStrings, bool includeStop, int longestPiece)
    {
        _stops = [.. stopStrings.Select(Encoding.UTF8.GetBytes)];
        _includeStop = includeStop;
        int longestStop = _stops.Length == 0 ? 0 : _stops.Max(stop => stop.Length);

        // What stays pending is shorter than a stop string or a character, so this never grows.
        _pending = new byte[longestStop + Utf8Boundary.MaxCharacterBytes + longestPiece];
    }

    /// <summary>Gets a value indicating whether a stop string has come.</summary>
    public bool Stopped { get; private set; }

    /// <summary>Adds the bytes of one token and returns how many further bytes of the text are final.</summary>
    /// <param name="bytes">The token's bytes.</param>
    /// <param name="mayStop">Whether a stop string ends the text yet; one that comes earlier is text.</param>
    public int Append(ReadOnlySpan<byte> bytes, bool mayStop)
    {
        EnsureRoom(bytes.Length);
        bytes.CopyTo(_pending.AsSpan(_pendingLength));
        int before = _pendingLength;
        _pendingLength += bytes.Length;
        ReadOnlySpan<byte> pending = _pending.AsSpan(0, _pendingLength);
        if (mayStop && FindStop(pending, before) is { } end)
        {
            Stopped = true;
            _pendingLength = 0;
            return end;
        }

        return Release(_pendingLength - HeldBack(pending));
    }

    /// <summary>Ends the text and returns how many held-back bytes belong to it: all but a broken last character.</summary>
    public int Finish() => Release(_pendingLength - Utf8Boundary.IncompleteTail(_pending.AsSpan(0, _pendingLength)));

    /// <summary>
    /// Finds where the text ends: at the stop string that is complete first, of two the longer one. Looking for the one that
    /// begins first would make the end depend on the tokens.
    /// </summary>
    /// <param name="pending">The bytes that are not final.</param>
    /// <param name="before">How many of them were there already; what was complete in those is text.</param>
    private int? FindStop(ReadOnlySpan<byte> pending, int before)
    {
        int firstEnd = int.MaxValue;
        int length = 0;
        foreach (byte[] stop in _stops)
        {
            int from = Math.Max(0, before - stop.Length + 1);
            int found = pending[from..].IndexOf(stop);
            int end = from + found + stop.Length;
            if (found >= 0 && (end < firstEnd || (end == firstEnd && stop.Length > length)))
            {
                (firstEnd, length) = (end, stop.Length);
            }
        }

        return length == 0 ? null : _includeStop ? firstEnd : firstEnd - length;
    }

    private int HeldBack(ReadOnlySpan<byte> pending)
    {
        int held = Utf8Boundary.IncompleteTail(pending);
        foreach (byte[] stop in _stops)
        {
            for (int length = Math.Min(stop.Length - 1, pending.Length); length > held; length--)
            {
                if (pending[^length..].SequenceEqual(stop.AsSpan(0, length)))
                {
                    held = length;
                    break;
                }
            }
        }

        return held;
    }

    private int Release(int count)
    {
        _pending.AsSpan(count.._pendingLength).CopyTo(_pending);
        _pendingLength -= count;
        return count;
    }

    private void EnsureRoom(int more)
    {
        if (_pendingLength + more > _pending.Length)
        {
            Array.Resize(ref _pending, Math.Max(_pending.Length * 2, _pendingLength + more));
        }
    }
}
