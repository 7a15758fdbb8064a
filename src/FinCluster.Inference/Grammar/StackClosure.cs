namespace FinCluster.Inference.Grammar;

/// <summary>Works out which stacks are open at the start of a grammar and after a byte. Used by one thread at a time.</summary>
/// <remarks>
/// A step has two halves. First every stack that takes the byte goes on at its resume point; where a rule may end, its callers go on too.
/// Then the rules that were called run, callers before callees: by then all callers of a rule are known, and one set of stacks lies below
/// everything in it. That order exists because no rule recurses on its left.
/// </remarks>
internal sealed class StackClosure
{
    private const int KeptVisits = 1_024;

    // In units of the step budget.
    private const int ResumeCost = 4;
    private const int PairCost = 2;
    private const int EntriesPerUnit = 8;

    private readonly GrammarProgram _program;
    private readonly StepBudget _budget;
    private readonly StackSetBuilder _tops;
    private readonly StackSetBuilder _single;
    private readonly CallQueue _calls;
    private readonly Stack<(int Resume, StackSet Below)> _open = new();
    private readonly LastPairs _terminalsSeen;
    private readonly LastPairs _callsSeen;
    private HashSet<(int Resume, int Below)> _visited = [];

    /// <summary>Makes the closure of one grammar.</summary>
    public StackClosure(GrammarProgram program, GrammarLimits limits, StepBudget budget)
    {
        _program = program;
        _budget = budget;
        _tops = new StackSetBuilder(limits);
        _single = new StackSetBuilder(limits);
        _calls = new CallQueue(program, limits, budget);
        _terminalsSeen = new LastPairs(program.Terminals.Length);
        _callsSeen = new LastPairs(program.Calls.Length);
    }

    /// <summary>Gets the stacks before the first byte.</summary>
    public StackSet Start(StackSetTable table)
    {
        Clear();
        Resume(_program.Rules[_program.Root].Entry, table.EmptyStack);
        return Finish(table);
    }

    /// <summary>Gets the stacks after one more byte.</summary>
    public StackSet Step(StackSetTable table, StackSet stacks, byte value)
    {
        Clear();
        _budget.Charge(1 + (stacks.Frames.Length / 4));
        for (var i = 0; i < stacks.Frames.Length; i++)
        {
            var frame = stacks.Frames[i];
            var target = _program.Bytes.Step(_program.ByteNodeOf(frame), value);
            if (target == ByteGraph.Accept)
            {
                EndCharacter(frame, stacks.Below[i]);
            }
            else if (target != ByteGraph.None)
            {
                _tops.Add(_program.FrameOfByteNode(target), BelowCharacter(table, frame, stacks.Below[i]));
            }
        }

        return Finish(table);
    }

    /// <summary>Forgets the last step, which may have run out of budget half way, and gives back the memory that it needed.</summary>
    public void Clear()
    {
        _tops.Clear();
        _single.Clear();
        _calls.Clear();
        _open.Clear();
        _terminalsSeen.Clear();
        _callsSeen.Clear();
        if (_visited.Count > KeptVisits)
        {
            _visited = [];
            _open.TrimExcess();
        }

        _visited.Clear();
    }

    private void EndCharacter(int frame, StackSet below)
    {
        if (_program.IsInsideCharacter(frame))
        {
            Return(below);
        }
        else
        {
            Resume(_program.ResumeOf(frame), below);
        }
    }

    /// <summary>Gets what lies below the rest of a character: where its terminal goes on, once.</summary>
    private StackSet BelowCharacter(StackSetTable table, int frame, StackSet below)
    {
        if (_program.IsInsideCharacter(frame) || _program.Resumes.OnlyReturns(_program.ResumeOf(frame)))
        {
            return below;
        }

        _single.Add(_program.ResumeOf(frame), below);
        return _single.Build(table);
    }

    private StackSet Finish(StackSetTable table)
    {
        while (_open.TryPop(out var item))
        {
            List(item.Resume, item.Below);
            if (_program.Resumes.CanReturn(item.Resume))
            {
                Return(item.Below);
            }
        }

        // A rule that may be empty is passed where it is called, so a rule that just began never returns here.
        while (_calls.TryDequeue(table, out var rule, out var callers))
        {
            List(_program.Rules[rule].Entry, callers);
        }

        return _tops.Build(table);
    }

    private void Return(StackSet below)
    {
        if (below.HasEmpty)
        {
            _tops.AddEmpty();
        }

        for (var i = 0; i < below.Frames.Length; i++)
        {
            Resume(below.Frames[i], below.Below[i]);
        }
    }

    private void Resume(int resume, StackSet below)
    {
        _budget.Charge(ResumeCost);
        if (_visited.Add((resume, below.Id)))
        {
            _open.Push((resume, below));
        }
    }

    private void List(int resume, StackSet below)
    {
        var terminals = _program.Resumes.Terminals(resume);
        var calls = _program.Resumes.Calls(resume);
        _budget.Charge(ResumeCost + ((terminals.Length + calls.Length) / EntriesPerUnit));
        foreach (var terminal in terminals)
        {
            if (_terminalsSeen.IsNew(terminal, below.Id))
            {
                _budget.Charge(PairCost);
                _tops.Add(_program.FrameOfTerminal(terminal), below);
            }
        }

        foreach (var call in calls)
        {
            if (_callsSeen.IsNew(call, below.Id))
            {
                _calls.Add(_program.Calls[call], below);
            }
        }
    }
}
