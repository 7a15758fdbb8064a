using System.Runtime.CompilerServices;

namespace FinCluster.Inference.Grammar;

/// <summary>
/// The states of one grammar, worked out when they are first reached and then cached. Compiling makes it; from then on only the engine's
/// thread touches it. All matchers of a grammar share it.
/// </summary>
/// <remarks>
/// The caches are bounded: when they are too large after a step they are dropped, and each matcher carries its own state over when it
/// steps next. Within a step the <see cref="StepBudget"/> bounds their growth.
/// </remarks>
internal sealed class GrammarAutomaton
{
    // A state's object and its place in the list; the header of a row. In words of 8 bytes.
    private const int WordsPerState = 7;
    private const int WordsPerRow = 3;

    // In units of the step budget.
    private const int StateCost = 16;
    private const int LargeStep = 100_000;

    private readonly GrammarProgram _program;
    private readonly GrammarLimits _limits;
    private readonly StepBudget _budget;
    private readonly StackClosure _closure;
    private readonly byte[] _classes;
    private List<GrammarState> _states = [];
    private StackSetTable _table;
    private GrammarState _start;
    private int _words;
    private int _maxWords;
    private int _generation;

    /// <summary>Makes the automaton and its first state.</summary>
    /// <exception cref="Core.Errors.RequestException">The first state exceeds a limit.</exception>
    public GrammarAutomaton(GrammarProgram program, GrammarLimits limits)
    {
        _program = program;
        _limits = limits;
        _maxWords = limits.MaxCachedWords;
        _budget = new StepBudget(limits.MaxStepWork);
        _budget.Begin();
        _closure = new StackClosure(program, limits, _budget);
        _classes = program.Classes.OfByte;
        _table = new StackSetTable(_budget);
        _start = StateOf(_closure.Start(_table));
    }

    /// <summary>Gets how many states are cached.</summary>
    public int CachedStates => _states.Count;

    /// <summary>Gets how often the caches were dropped.</summary>
    public int Generation => _generation;

    /// <summary>Gets the work of the current step, in units of the budget.</summary>
    public int StepWork => _budget.Used;

    /// <summary>Gets the class of each byte, an index into <see cref="GrammarState.Next"/>.</summary>
    public ReadOnlySpan<byte> ClassOfByte => _classes;

    private int CachedWords => _table.Words + _words;

    /// <summary>Starts a step of one matcher; <see cref="EndStep"/> ends it, also when it fails.</summary>
    /// <param name="held">The matcher's state; null before its first step.</param>
    /// <returns>The same state in the current caches.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public GrammarState BeginStep(GrammarState? held)
    {
        _budget.Begin();
        return held is null ? _start : held.Generation == _generation ? held : CarryOver(held);
    }

    /// <summary>Ends a step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void EndStep()
    {
        if (_budget.Used > LargeStep)
        {
            _closure.Clear();
        }

        if (_states.Count > _limits.MaxCachedStates || CachedWords > _maxWords)
        {
            DropCaches();
        }
    }

    /// <summary>Reads one byte; <see cref="GrammarState.Dead"/> when it is not allowed.</summary>
    /// <exception cref="Core.Errors.RequestException">The step exceeds a limit.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public GrammarState Step(GrammarState state, byte value) => state.Next?[_classes[value]] ?? Advance(state, value);

    /// <summary>Fills <see cref="GrammarState.Next"/> so far that it tells the dead classes from the others.</summary>
    public GrammarState?[] Expand(GrammarState state)
    {
        if (state.Next is { } known)
        {
            return known;
        }

        var row = new GrammarState?[_program.Classes.Count];
        Array.Fill(row, GrammarState.Dead);
        _budget.Charge(row.Length + state.Stacks.Frames.Length);
        foreach (var frame in state.Stacks.Frames)
        {
            foreach (var range in _program.Bytes.Ranges(_program.ByteNodeOf(frame)))
            {
                row.AsSpan(_classes[range.Low].._classes[range.High]).Clear();
                row[_classes[range.High]] = null;
            }
        }

        _words += row.Length + WordsPerRow;
        return state.Next = row;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private GrammarState Advance(GrammarState state, byte value)
    {
        var row = Expand(state);
        var byteClass = _classes[value];
        return row[byteClass] ??= StateOf(_closure.Step(_table, state.Stacks, value));
    }

    private GrammarState StateOf(StackSet stacks)
    {
        if (stacks.State is null)
        {
            _budget.Charge(StateCost);
            stacks.State = new GrammarState(stacks, _generation);
            _states.Add(stacks.State);
            _words += WordsPerState;
        }

        return stacks.State;
    }

    // Old states stay reachable from matchers that rest; without their links they hold nothing but their stacks.
    private void DropCaches()
    {
        _budget.Begin();
        foreach (var state in _states)
        {
            state.Next = null;
            state.Mask?.Bits = null;
            state.Mask = null;
        }

        _generation++;
        _states = [];
        _words = 0;
        _maxWords = _limits.MaxCachedWords;
        _table = new StackSetTable(_budget);
        _start = StateOf(_closure.Start(_table));
    }

    private GrammarState CarryOver(GrammarState old)
    {
        var state = StateOf(_table.CopyOf(old.Stacks));

        // Stacks in use may be larger than the caches ought to be; dropping those at every step would copy them at every step.
        _maxWords = Math.Max(_limits.MaxCachedWords, 2 * CachedWords);
        return state;
    }
}
