namespace FinCluster.Inference.Grammar;

/// <summary>Follows one output through its grammar. Used on the engine's thread only.</summary>
/// <remarks>
/// Members throw <see cref="Core.Errors.RequestException"/> when the grammar exceeds a limit of <see cref="GrammarLimits"/>; the stream
/// then fails with it, and the matcher stays where it was.
/// </remarks>
internal sealed class GrammarMatcher(GrammarAutomaton automaton, TokenMasks masks)
{
    private GrammarState? _state;

    /// <summary>Gets whether the output may end here.</summary>
    public bool CanEnd => Hold().CanEnd;

    /// <summary>Gets whether the output may end here and nothing can follow.</summary>
    public bool MustEnd => Hold() is { CanEnd: true, HasNoNext: true };

    /// <summary>Goes on past a token.</summary>
    /// <param name="tokenBytes">Its text; it may begin or end in the middle of a character.</param>
    /// <returns>False, with nothing changed, when the grammar does not allow it here or it is empty.</returns>
    public bool TryAccept(ReadOnlySpan<byte> tokenBytes)
    {
        try
        {
            var state = Hold();
            foreach (var value in tokenBytes)
            {
                state = automaton.Step(state, value);
                if (ReferenceEquals(state, GrammarState.Dead))
                {
                    return false;
                }
            }

            _state = state;
            return tokenBytes.Length > 0;
        }
        finally
        {
            automaton.EndStep();
        }
    }

    /// <summary>Gets the text tokens that may come next: bit t of word t / 64 stands for token t.</summary>
    /// <returns>A mask that stays as it is: empty where the output must end, and where no token begins what the grammar asks for.</returns>
    public ReadOnlySpan<ulong> AllowedTokens()
    {
        try
        {
            return masks.Get(automaton, Hold());
        }
        finally
        {
            automaton.EndStep();
        }
    }

    private GrammarState Hold() => _state = automaton.BeginStep(_state);
}
