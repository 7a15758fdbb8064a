namespace FinCluster.Inference.Grammar;

/// <summary>What may come next at each resume point of a grammar: terminals and calls, by number. Immutable.</summary>
internal sealed class ResumeTable
{
    private readonly int[] _terminalStarts;
    private readonly int[] _terminals;
    private readonly int[] _callStarts;
    private readonly int[] _calls;
    private readonly bool[] _canReturn;

    /// <summary>Takes the lists of each resume point, one after the other.</summary>
    public ResumeTable(List<int> terminalStarts, List<int> terminals, List<int> callStarts, List<int> calls, List<bool> canReturn)
    {
        // The end of the last list, as if one more resume point followed.
        _terminalStarts = [.. terminalStarts, terminals.Count];
        _terminals = [.. terminals];
        _callStarts = [.. callStarts, calls.Count];
        _calls = [.. calls];
        _canReturn = [.. canReturn];
    }

    /// <summary>Gets how many resume points there are.</summary>
    public int Count => _canReturn.Length;

    /// <summary>Gets the terminals that may read the next character.</summary>
    public ReadOnlySpan<int> Terminals(int resume) => _terminals.AsSpan(_terminalStarts[resume].._terminalStarts[resume + 1]);

    /// <summary>Gets the calls that may run next.</summary>
    public ReadOnlySpan<int> Calls(int resume) => _calls.AsSpan(_callStarts[resume].._callStarts[resume + 1]);

    /// <summary>Says whether the rule may end here.</summary>
    public bool CanReturn(int resume) => _canReturn[resume];

    /// <summary>Says whether the rule must end here.</summary>
    public bool OnlyReturns(int resume) =>
        _canReturn[resume]
        && _terminalStarts[resume] == _terminalStarts[resume + 1]
        && _callStarts[resume] == _callStarts[resume + 1];
}
