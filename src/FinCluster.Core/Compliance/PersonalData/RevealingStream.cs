using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace FinCluster.Core.Compliance.PersonalData;

/// <summary>
/// Turns the tokens of a conversation back into what they stand for, in an answer that comes in pieces. It holds back from a bracket
/// for as long as a token that the vault knows may come of it, so the answer is the same however it is cut. One thread at a time.
/// </summary>
[SuppressMessage("Naming", "CA1711", Justification = "It is a stream of text, as it comes from a model.")]
public sealed class RevealingStream(MaskVault vault)
{
    private string _held = "";

    /// <summary>Gets how many characters are held back.</summary>
    public int Held => _held.Length;

    /// <summary>Takes the next piece, and gives what is final now; the same instance when nothing is held and nothing changes.</summary>
    public string Push(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (_held.Length == 0 && !text.Contains('['))
        {
            return text;
        }

        string all = _held.Length == 0 ? text : _held + text;
        StringBuilder? revealed = null;
        int from = 0;
        int held = all.Length;
        for (int at = all.IndexOf('[', StringComparison.Ordinal); at >= 0; at = at < all.Length ? all.IndexOf('[', at) : -1)
        {
            ReadOnlySpan<char> rest = all.AsSpan(at);
            int length = rest.IndexOf(']') + 1;
            if (length == 0 && vault.IsBeginning(rest))
            {
                held = at;
                break;
            }

            if (length > 0 && vault.TryReveal(rest[..length], out string? value))
            {
                (revealed ??= new StringBuilder()).Append(all, from, at - from).Append(value);
                at += length;
                from = at;
            }
            else
            {
                at++;
            }
        }

        _held = all[held..];
        return revealed is null ? all[..held] : revealed.Append(all, from, held - from).ToString();
    }

    /// <summary>Ends the answer: gives what is still held, which is no token.</summary>
    public string Complete()
    {
        string rest = _held;
        _held = "";
        return rest;
    }
}
