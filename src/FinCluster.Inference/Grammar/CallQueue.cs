namespace FinCluster.Inference.Grammar;

/// <summary>The rules that a step calls, each with the stacks of all its callers, in an order where callers come before callees.</summary>
internal sealed class CallQueue(GrammarProgram program, GrammarLimits limits, StepBudget budget)
{
    private const int MaxSpareBuilders = 64;
    private const int AddedFrameCost = 2;

    private readonly StackSetBuilder?[] _callers = new StackSetBuilder?[program.Rules.Length];
    private readonly Stack<StackSetBuilder> _spare = new();
    private readonly PriorityQueue<int, int> _queue = new();

    /// <summary>Adds a call made on top of <paramref name="below"/>.</summary>
    public void Add(RuleCall call, StackSet below)
    {
        ref var callers = ref _callers[call.Rule];
        if (callers is null)
        {
            callers = _spare.TryPop(out var spare) ? spare : new StackSetBuilder(limits);
            _queue.Enqueue(call.Rule, program.Rules[call.Rule].CallOrder);
        }

        if (call.IsTail)
        {
            budget.Charge(AddedFrameCost * below.Frames.Length);
            callers.AddAll(below);
        }
        else
        {
            budget.Charge(AddedFrameCost);
            callers.Add(call.Resume, below);
        }
    }

    /// <summary>Takes the next rule and the set of stacks below it.</summary>
    public bool TryDequeue(StackSetTable table, out int rule, out StackSet callers)
    {
        if (!_queue.TryDequeue(out rule, out _))
        {
            callers = table.EmptyStack;
            return false;
        }

        var builder = _callers[rule]!;
        _callers[rule] = null;
        callers = builder.Build(table);
        if (_spare.Count < MaxSpareBuilders)
        {
            _spare.Push(builder);
        }

        return true;
    }

    /// <summary>Forgets all calls.</summary>
    public void Clear()
    {
        while (_queue.TryDequeue(out var rule, out _))
        {
            _callers[rule] = null;
        }
    }
}
