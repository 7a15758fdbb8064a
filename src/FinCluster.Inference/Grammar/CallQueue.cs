namespace FinCluster.Inference.Grammar;

/// <summary>The rules that a step calls, each with the stacks of all its callers, in an order where callers come before callees.</summary>
internal sealed class CallQueue(GrammarProgram program, GrammarLimits limits)
{
    private readonly StackSetBuilder?[] _callers = new StackSetBuilder?[program.Rules.Length];
    private readonly bool[] _isQueued = new bool[program.Rules.Length];
    private readonly PriorityQueue<int, int> _queue = new();

    /// <summary>Adds a call made on top of <paramref name="below"/>.</summary>
    public void Add(RuleCall call, StackSet below)
    {
        var callers = _callers[call.Rule] ??= new StackSetBuilder(limits);
        if (!_isQueued[call.Rule])
        {
            _isQueued[call.Rule] = true;
            callers.Clear();
            _queue.Enqueue(call.Rule, program.Rules[call.Rule].CallOrder);
        }

        if (call.IsTail)
        {
            callers.AddAll(below);
        }
        else
        {
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

        _isQueued[rule] = false;
        callers = _callers[rule]!.Build(table);
        return true;
    }

    /// <summary>Forgets all calls.</summary>
    public void Clear()
    {
        while (_queue.TryDequeue(out var rule, out _))
        {
            _isQueued[rule] = false;
        }
    }
}
