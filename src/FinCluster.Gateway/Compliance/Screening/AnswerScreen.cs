using System.Text;
using FinCluster.Core.Compliance.Guard;
using FinCluster.Core.Compliance.PersonalData;
using FinCluster.Core.Engine;

namespace FinCluster.Gateway.Compliance.Screening;

/// <summary>What one answer passes on its way out: the guard, the mask of what the model made up itself, and the unmasking. Used by one call at a time.</summary>
/// <remarks>
/// Text that may become forbidden, a number that may become personal data and a token that may be revealed are held back until they are known. An event
/// whose text passes as it is stays the event that it was, with its token and probabilities; so nothing is allocated while nothing is held.
/// </remarks>
/// <param name="guard">Guards the text; null for no guard.</param>
/// <param name="mask">Masks what the model writes; null for no mask.</param>
/// <param name="reveal">Puts masked values back; null when the tenant does not allow it.</param>
/// <param name="isKept">Whether somebody wants the text of the whole answer.</param>
internal sealed class AnswerScreen(OutputGuardStream? guard, MaskingStream? mask, RevealingStream? reveal, bool isKept = true) : IDisposable
{
    // Beyond this many the tokens of a text are given up, so that a stream goes on.
    private const int MaxHeldTokens = 32;
    private const int TypicalAnswer = 1024;

    private readonly StringBuilder _unguarded = new();
    private readonly StringBuilder _ready = new();
    private readonly StringBuilder? _masked = isKept ? new StringBuilder(TypicalAnswer) : null;
    private readonly Queue<GeneratedToken> _held = new();
    private readonly Queue<GeneratedToken> _free = new();
    private int _released;
    private bool _isRewriting;

    /// <summary>Gets what the guard refused; null while it refuses nothing. From then on nothing is given out any more.</summary>
    public GuardVerdict? Violation => guard?.Violation;

    /// <summary>Gets what the guard says of the answer so far; null for no guard.</summary>
    public GuardVerdict? Verdict => guard?.Verdict;

    /// <summary>Gets the answer as far as it was given out, masked; empty when nobody wants it.</summary>
    public string MaskedText => _masked?.ToString() ?? "";

    /// <summary>Takes the answer's next token in.</summary>
    /// <returns>The same token when it can be given out as it is; null when there is nothing, or what <see cref="TryTake"/> gives.</returns>
    public GeneratedToken? Push(GeneratedToken token)
    {
        string passed = Pass(token.Text);
        if (_held.Count == 0 && ReferenceEquals(passed, token.Text))
        {
            return token;
        }

        _ready.Append(passed);
        Hold(token);
        return null;
    }

    /// <summary>Takes a token that can be given out now.</summary>
    public bool TryTake(out GeneratedToken token) => _free.TryDequeue(out token!);

    /// <summary>Ends the answer, and returns the text that was held back; nothing of what breaks a rule. Tokens that pass as they are come from <see cref="TryTake"/>, before it.</summary>
    /// <param name="last">The text that the last event brings.</param>
    public string Complete(string last)
    {
        _ready.Append(Pass(last)).Append(Finish());
        FreeWhole();
        string rest = _ready.ToString();
        _held.Clear();
        _ready.Clear();
        return rest;
    }

    /// <inheritdoc/>
    public void Dispose() => mask?.Dispose();

    private bool IsClear => _unguarded.Length == 0 && mask is not { Held: > 0 } && reveal is not { Held: > 0 };

    private void Hold(GeneratedToken token)
    {
        _held.Enqueue(token);
        FreeWhole();
        _isRewriting |= _ready.Length > 0 && (_held.Count > MaxHeldTokens || !IsBeginningOfHeld());
        if (!_isRewriting)
        {
            return;
        }

        if (_ready.Length > 0 && Violation is null)
        {
            // The tokens stand for another text, so they are not told.
            _free.Enqueue(new GeneratedToken(default, _ready.ToString(), null) { IsRewritten = true });
            _ready.Clear();
        }

        if (IsClear)
        {
            _held.Clear();
            _isRewriting = false;
        }
    }

    /// <summary>Lets the tokens go whose whole text may go out as it is.</summary>
    private void FreeWhole()
    {
        while (!_isRewriting && _held.TryPeek(out GeneratedToken? first) && Common(first.Text) == first.Text.Length)
        {
            _free.Enqueue(_held.Dequeue());
            _ready.Remove(0, first.Text.Length);
        }
    }

    // A token of which only a part is known yet waits for the rest of it.
    private bool IsBeginningOfHeld() => _held.TryPeek(out GeneratedToken? first) && Common(first.Text) == _ready.Length;

    /// <summary>Gets how many characters a text and what is ready have in common from their beginnings.</summary>
    private int Common(string text)
    {
        int length = Math.Min(text.Length, _ready.Length);
        int common = 0;
        while (common < length && text[common] == _ready[common])
        {
            common++;
        }

        return common;
    }

    /// <summary>Takes text in and returns what may go out, the same instance when that is all of it and nothing else.</summary>
    private string Pass(string text)
    {
        string guarded = Guard(text);
        string masked = mask is null ? guarded : mask.Push(guarded);
        _masked?.Append(masked);
        return reveal is null ? masked : reveal.Push(masked);
    }

    private string Guard(string text)
    {
        if (guard is null || text.Length == 0)
        {
            return text;
        }

        int before = _released;
        _released = guard.Push(text);
        if (_unguarded.Length == 0 && _released == before + text.Length)
        {
            return text;
        }

        _unguarded.Append(text);
        return Release(_released - before);
    }

    private string Release(int characters)
    {
        string text = _unguarded.ToString(0, characters);
        _unguarded.Remove(0, characters);
        return text;
    }

    private string Finish()
    {
        string guarded = "";
        if (guard is not null)
        {
            int before = _released;
            _released = guard.Complete();
            guarded = Release(_released - before);
            _unguarded.Clear();
        }

        string masked = mask is null ? guarded : mask.Push(guarded) + mask.Complete();
        _masked?.Append(masked);
        return reveal is null ? masked : reveal.Push(masked) + reveal.Complete();
    }
}
