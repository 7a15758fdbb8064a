using System.Runtime.CompilerServices;
using FinCluster.Core.Compliance.Guard.Rules;

namespace FinCluster.Core.Compliance.Guard.Matching;

/// <summary>
/// Scans a normalised text for rules, one character at a time. What is found depends on the text alone. Not thread-safe; a step allocates nothing but
/// for a rule that is found.
/// </summary>
internal sealed class RuleScanner
{
    // Of words that repeat, the latest matter: a later one reaches further.
    private const int Kept = 4;

    // More than the longest word.
    private const int History = 128;
    private const int HistoryMask = History - 1;

    private const int MostPending = 64;

    private const int Never = int.MinValue / 2;

    private readonly CompiledRules _rules;
    private readonly WordAutomaton _automaton;
    private readonly int[] _offsets = new int[History];
    private readonly char[] _chars = new char[History];
    private readonly bool[] _joined = new bool[History];
    private readonly PartialMatch[] _partials;
    private readonly byte[] _cursors;
    private readonly PartialMatch[] _unless;
    private readonly byte[] _unlessCursors;
    private readonly bool[] _isActive;
    private readonly bool[] _isFound;
    private readonly List<int> _active = [];
    private readonly List<int> _candidates = [];
    private readonly List<RuleMatch> _pending = [];
    private readonly List<RuleMatch> _matches = [];
    private int _position;
    private int _state;
    private int _sentenceEnd;

    public RuleScanner(CompiledRules rules)
    {
        _rules = rules;
        _automaton = rules.Automaton;
        _partials = new PartialMatch[rules.Slots * Kept];
        _cursors = new byte[rules.Slots];
        _unless = new PartialMatch[rules.UnlessSlots * Kept];
        _unlessCursors = new byte[rules.UnlessSlots];
        _isActive = new bool[rules.Rules.Length];
        _isFound = new bool[rules.Rules.Length];
        Reset();
    }

    /// <summary>Gets what was found so far: of each rule the first match, in the order in which it was certain.</summary>
    public List<RuleMatch> Matches => _matches;

    /// <summary>Forgets the text.</summary>
    public void Reset()
    {
        Array.Fill(_partials, new PartialMatch(Never, Never, 0));
        Array.Fill(_unless, new PartialMatch(Never, Never, 0));
        Array.Clear(_cursors);
        Array.Clear(_unlessCursors);
        Array.Clear(_isActive);
        Array.Clear(_isFound);
        _active.Clear();
        _candidates.Clear();
        _pending.Clear();
        _matches.Clear();
        (_position, _state, _sentenceEnd) = (-1, 0, Never);
    }

    /// <summary>Takes the next normalised character.</summary>
    /// <param name="c">The character.</param>
    /// <param name="offset">Where it comes from in the original.</param>
    public void Feed(char c, int offset)
    {
        int before = _position & HistoryMask;
        bool isFirst = _position < 0;
        bool joined = !isFirst && offset - _offsets[before] > 1;
        if (_candidates.Count > 0)
        {
            TakeCandidates(joined || !CompiledRules.IsWord(c));
        }

        char previous = isFirst ? ' ' : _chars[before];
        int now = ++_position & HistoryMask;
        (_offsets[now], _chars[now], _joined[now]) = (offset, c, joined);
        if (c is '。' or '!' or '?' or ';' or '\n' || (c == ' ' && previous == '.'))
        {
            _sentenceEnd = _position;
        }

        _state = _automaton.Step(_state, c);
        foreach (int pattern in _automaton.Found(_state))
        {
            Take(pattern);
        }

        if (_pending.Count > 0)
        {
            Expire(isEnd: false);
        }
    }

    /// <summary>Takes note of the end.</summary>
    public void Complete()
    {
        TakeCandidates(true);
        Expire(isEnd: true);
    }

    /// <summary>Gets where in the original the earliest match may begin that is not yet decided; <see cref="int.MaxValue"/> when there is none.</summary>
    public int FirstUndecided()
    {
        int held = _automaton.HoldDepth(_state);
        int first = held > 0 ? _offsets[(_position - held + 1) & HistoryMask] : int.MaxValue;
        foreach (RuleMatch match in _pending)
        {
            first = Math.Min(first, match.Offset);
        }

        for (int i = _active.Count - 1; i >= 0; i--)
        {
            int rule = _active[i];
            int begins = FirstLive(rule);
            if (begins == int.MaxValue)
            {
                _isActive[rule] = false;
                _active[i] = _active[^1];
                _active.RemoveAt(_active.Count - 1);
            }

            first = Math.Min(first, begins);
        }

        return first;
    }

    // Where a word begins at the earliest that is not yet complete.
    private int NextWordStart() => _position - _automaton.Depth(_state) + 1;

    private int FirstLive(int rule)
    {
        GuardRule compiled = _rules.Rules[rule];
        int first = int.MaxValue;
        for (int step = 0; step < compiled.Steps.Length - 1; step++)
        {
            int slot = (_rules.FirstSlots[rule] + step) * Kept;
            int gap = compiled.Steps[step + 1].Gap;
            for (int k = slot; k < slot + Kept; k++)
            {
                ref readonly PartialMatch partial = ref _partials[k];
                bool isLive = partial.End != Never && NextWordStart() - partial.End - 1 <= gap
                    && (compiled.CrossesSentences || partial.End >= _sentenceEnd);
                first = isLive ? Math.Min(first, partial.Offset) : first;
            }
        }

        return first;
    }

    private void Take(int number)
    {
        WordPattern pattern = _automaton.Patterns[number];
        int start = _position - pattern.Text.Length + 1;
        if (pattern.IsWholeAtStart && start > 0 && !_joined[start & HistoryMask] && CompiledRules.IsWord(_chars[(start - 1) & HistoryMask]))
        {
            return;
        }

        if (pattern.IsWholeAtEnd)
        {
            _candidates.Add(number);
        }
        else
        {
            Use(pattern, start, _position);
        }
    }

    private void TakeCandidates(bool isEndOfWord)
    {
        if (isEndOfWord)
        {
            foreach (int number in _candidates)
            {
                WordPattern pattern = _automaton.Patterns[number];
                Use(pattern, _position - pattern.Text.Length + 1, _position);
            }
        }

        _candidates.Clear();
    }

    private void Use(WordPattern pattern, int start, int end)
    {
        foreach (WordUse use in pattern.Uses)
        {
            if (use.Step == WordUse.Unless)
            {
                _unless[(use.Slot * Kept) + _unlessCursors[use.Slot]] = new PartialMatch(start, end, 0);
                _unlessCursors[use.Slot] = (byte)((_unlessCursors[use.Slot] + 1) % Kept);
                if (_rules.HasAfter[use.Rule])
                {
                    DropPending(use, start);
                }
            }
        }

        foreach (WordUse use in pattern.Uses)
        {
            if (use.Step >= 0 && !_isFound[use.Rule])
            {
                GuardRule rule = _rules.Rules[use.Rule];
                if (rule.IsAnyOrder)
                {
                    UseAnyOrder(rule, use, start, end);
                }
                else
                {
                    UseInOrder(rule, use, start, end);
                }
            }
        }
    }

    private void UseInOrder(GuardRule rule, WordUse use, int start, int end)
    {
        bool isLast = use.Step == rule.Steps.Length - 1;
        if (use.Step == 0)
        {
            Advance(use, isLast, new PartialMatch(start, end, OffsetAt(start)), start);
            return;
        }

        int before = (use.Slot - 1) * Kept;
        int gap = rule.Steps[use.Step].Gap;
        for (int k = before; k < before + Kept; k++)
        {
            PartialMatch partial = _partials[k];
            if (partial.End != Never && start > partial.End && start - partial.End - 1 <= gap && (rule.CrossesSentences || partial.End >= _sentenceEnd))
            {
                Advance(use, isLast, new PartialMatch(partial.Start, end, partial.Offset), start);
            }
        }
    }

    private void Advance(WordUse use, bool isLast, PartialMatch partial, int wordStart)
    {
        if (isLast)
        {
            Found(use.Rule, partial, wordStart);
            return;
        }

        Keep(use.Slot, partial);
        if (!_isActive[use.Rule])
        {
            _isActive[use.Rule] = true;
            _active.Add(use.Rule);
        }
    }

    private void UseAnyOrder(GuardRule rule, WordUse use, int start, int end)
    {
        Keep(use.Slot, new PartialMatch(start, end, OffsetAt(start)));
        var whole = new PartialMatch(start, end, OffsetAt(start));
        int first = _rules.FirstSlots[use.Rule];
        for (int step = 0; step < rule.Steps.Length; step++)
        {
            if (step != use.Step)
            {
                int slot = (first + step) * Kept;
                int latest = -1;
                for (int k = slot; k < slot + Kept; k++)
                {
                    if (_partials[k].End < start && _partials[k].Start > end - rule.Window && (latest < 0 || _partials[k].End > _partials[latest].End))
                    {
                        latest = k;
                    }
                }

                if (latest < 0)
                {
                    return;
                }

                whole = _partials[latest].Start < whole.Start ? _partials[latest] with { End = end } : whole;
            }
        }

        Found(use.Rule, whole, start);
    }

    private void Keep(int slot, PartialMatch partial)
    {
        _partials[(slot * Kept) + _cursors[slot]] = partial;
        _cursors[slot] = (byte)((_cursors[slot] + 1) % Kept);
    }

    private void Found(int number, PartialMatch match, int lastWordStart)
    {
        GuardRule rule = _rules.Rules[number];
        if (_isFound[number])
        {
            return;
        }

        for (int i = 0; i < rule.Unless.Length; i++)
        {
            if (IsExcused(_rules.FirstUnless[number] + i, rule.Unless[i].Before, match, lastWordStart))
            {
                return;
            }
        }

        var found = new RuleMatch(number, match.Start, match.End, match.Offset, OffsetAt(match.End));
        if (!_rules.HasAfter[number])
        {
            Report(found);
            return;
        }

        if (_pending.Count == MostPending)
        {
            // Who repeats a phrase that often does not ask what it means.
            Report(_pending[0]);
            _pending.RemoveAt(0);
        }

        _pending.Add(found);
    }

    // A word that is part of the last word says nothing about it, such as "not" in "cannot lose".
    private bool IsExcused(int slot, int before, PartialMatch match, int lastWordStart)
    {
        for (int k = slot * Kept; k < (slot + 1) * Kept; k++)
        {
            PartialMatch hit = _unless[k];
            if (hit.End >= match.Start - before - (before > 0 ? 1 : 0) && hit.Start < lastWordStart)
            {
                return true;
            }
        }

        return false;
    }

    private void DropPending(WordUse use, int start)
    {
        GuardRule rule = _rules.Rules[use.Rule];
        int after = rule.Unless[use.Slot - _rules.FirstUnless[use.Rule]].After;
        for (int i = _pending.Count - 1; i >= 0; i--)
        {
            if (after > 0 && _pending[i].Rule == use.Rule && start - _pending[i].End - 1 <= after)
            {
                _pending.RemoveAt(i);
            }
        }
    }

    private void Expire(bool isEnd)
    {
        int next = NextWordStart();
        for (int i = 0; i < _pending.Count; i++)
        {
            RuleMatch match = _pending[i];
            if (isEnd || next - match.End - 1 > MostAfter(match.Rule))
            {
                _pending.RemoveAt(i--);
                Report(match);
            }
        }
    }

    private int MostAfter(int rule)
    {
        int most = 0;
        foreach (RuleUnless unless in _rules.Rules[rule].Unless)
        {
            most = Math.Max(most, unless.After);
        }

        return most;
    }

    private void Report(RuleMatch match)
    {
        if (!_isFound[match.Rule])
        {
            _isFound[match.Rule] = true;
            _matches.Add(match);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int OffsetAt(int position) => _offsets[position & HistoryMask];
}
