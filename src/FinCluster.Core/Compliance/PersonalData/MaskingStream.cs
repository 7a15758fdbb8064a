using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace FinCluster.Core.Compliance.PersonalData;

/// <summary>
/// Masks personal data in a text that comes in pieces, such as what a model writes. It holds back only a word or number that may
/// still become personal data: at most <see cref="CandidateReader.MaxLength"/> characters, not counting those without width. What
/// comes out is the same however the text is cut. One thread at a time; to be disposed, which clears what it remembers.
/// </summary>
[SuppressMessage("Naming", "CA1711", Justification = "It is a stream of text, as it comes from a model.")]
public sealed class MaskingStream(MaskVault vault) : IDisposable
{
    private const int InitialCapacity = 256;

    // What was seen before the point up to which everything is decided; it grows to twice what is needed before it is cut.
    private const int MaxContext = 4 * CandidateReader.ContextLength;

    private readonly FoldedText _folded = new(InitialCapacity);
    private string _held = "";
    private int _from;

    /// <summary>Gets how many characters are held back.</summary>
    public int Held => _held.Length;

    /// <summary>Takes the next piece, and gives what is final now; the same instance when nothing is held and nothing changes.</summary>
    public string Push(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Advance(text, isFinal: false);
    }

    /// <summary>Ends the text: gives what is still held.</summary>
    public string Complete() => Advance("", isFinal: true);

    /// <inheritdoc/>
    public void Dispose()
    {
        _folded.Dispose();
        _held = "";
    }

    // Positions of the folded text are those of what is held and comes now; what is before is only context, and its positions are not used.
    private string Advance(string text, bool isFinal)
    {
        string all = _held.Length == 0 ? text : _held + text;
        int half = !isFinal && all.Length > 0 && char.IsHighSurrogate(all[^1]) ? 1 : 0;
        _folded.Append(all.AsSpan(_folded.Consumed, all.Length - half - _folded.Consumed), _folded.Consumed);
        StringBuilder? masked = null;
        int emitted = 0;
        int final = all.Length - half;
        Span<Found> buffer = stackalloc Found[64];
        while (true)
        {
            CandidateSpan span = CandidateReader.Read(_folded.Chars, _from, isFinal);
            if (span.State is CandidateState.None or CandidateState.Open)
            {
                final = span.State == CandidateState.Open ? _folded.StartOf(span.Start) : final;
                _from = span.State == CandidateState.Open ? span.Start : _folded.Count;
                break;
            }

            var found = new FoundList(buffer);
            int next = CandidateMatcher.Match(_folded.Chars, span, ref found);
            for (int i = 0; i < found.Count; i++)
            {
                PersonalDataMatch match = PersonalDataFinder.ToMatch(_folded, all, found[i]);
                string token = vault.TokenOf(match.Kind, match.Value, all.AsSpan(match.Start, match.Length));
                (masked ??= new StringBuilder()).Append(all, emitted, match.Start - emitted).Append(token);
                emitted = match.Start + match.Length;
            }

            if (found.Count == 0)
            {
                vault.ReserveName(_folded.Chars[span.Start..span.End]);
            }

            _from = next;
        }

        _held = all[final..];
        Forget(final, all.Length - half);
        return masked is null ? all[..final] : masked.Append(all, emitted, final - emitted).ToString();
    }

    private void Forget(int final, int consumed)
    {
        int drop = _from > MaxContext ? _from - CandidateReader.ContextLength : 0;
        _folded.Drop(drop, final, consumed);
        _from -= drop;
    }
}
