using System.Runtime.CompilerServices;

namespace FinCluster.Core.Compliance.Guard.Matching;

/// <summary>
/// Finds all words of a set at once, one character at a time (Aho and Corasick, 1975). Immutable, so thread-safe; a step allocates nothing.
/// </summary>
/// <remarks>Transitions stand in one hash table, because a dense table over some thousand Chinese characters would not fit a cache.</remarks>
internal sealed class WordAutomaton
{
    private const int NoState = -1;

    private readonly ushort[] _classes = new ushort[char.MaxValue + 1];
    private readonly ulong[] _keys;
    private readonly int[] _targets;
    private readonly int _mask;
    private readonly int[] _fail;
    private readonly int[] _depth;
    private readonly int[] _holdDepth;
    private readonly int[][] _found;

    /// <summary>Builds the automaton.</summary>
    /// <param name="patterns">The words; the same text stands there once for each kind of boundary.</param>
    public WordAutomaton(IReadOnlyList<WordPattern> patterns)
    {
        Patterns = [.. patterns];
        var edges = new Dictionary<ulong, int>();
        var depth = new List<int> { 0 };
        var own = new List<List<int>> { new() };
        var isFirstStep = new List<bool> { false };
        int classes = 0;
        for (int p = 0; p < Patterns.Length; p++)
        {
            WordPattern pattern = Patterns[p];
            bool begins = pattern.Uses.Any(use => use.Step == 0);
            int state = 0;
            foreach (char c in pattern.Text)
            {
                char plain = Plain(c);
                if (_classes[plain] == 0)
                {
                    _classes[plain] = checked((ushort)++classes);
                }

                ulong key = KeyOf(state, _classes[plain]);
                if (!edges.TryGetValue(key, out int next))
                {
                    next = depth.Count;
                    edges.Add(key, next);
                    depth.Add(depth[state] + 1);
                    own.Add([]);
                    isFirstStep.Add(false);
                }

                state = next;
                isFirstStep[state] |= begins;
            }

            own[state].Add(p);
        }

        foreach (char c in "\n-_")
        {
            _classes[c] = _classes[' '];
        }

        int size = 64;
        while (size < edges.Count * 2)
        {
            size *= 2;
        }

        _mask = size - 1;
        _keys = new ulong[size];
        _targets = new int[size];
        foreach ((ulong key, int target) in edges)
        {
            int at = SlotOf(key);
            while (_keys[at] != 0)
            {
                at = (at + 1) & _mask;
            }

            (_keys[at], _targets[at]) = (key, target);
        }

        _depth = [.. depth];
        _fail = new int[_depth.Length];
        _holdDepth = new int[_depth.Length];
        _found = new int[_depth.Length][];
        _found[0] = [];

        // Shorter states first: what a state falls back to is shorter than it.
        foreach ((ulong key, int state) in edges.OrderBy(edge => _depth[edge.Value]))
        {
            int from = (int)(key >> 16) - 1;
            ushort letter = (ushort)key;
            _fail[state] = from == 0 ? 0 : Next(_fail[from], letter);
            _holdDepth[state] = isFirstStep[state] ? _depth[state] : _holdDepth[_fail[state]];
            int[] shorter = _found[_fail[state]];
            _found[state] = own[state].Count == 0 ? shorter : [.. own[state], .. shorter];
        }
    }

    /// <summary>Gets the words, as <see cref="Found"/> numbers them.</summary>
    public WordPattern[] Patterns { get; }

    /// <summary>Gets the state after another character; 0 is the first one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Step(int state, char c)
    {
        ushort letter = _classes[c];
        return letter == 0 ? 0 : Next(state, letter);
    }

    /// <summary>Gets the words that end in a state, the longest first.</summary>
    public int[] Found(int state) => _found[state];

    /// <summary>Gets how many of the last characters may become a word.</summary>
    public int Depth(int state) => _depth[state];

    /// <summary>Gets how many of the last characters may become a word that a sequence begins with.</summary>
    public int HoldDepth(int state) => _holdDepth[state];

    private static char Plain(char c) => c is '\n' or '-' or '_' ? ' ' : c;

    private static ulong KeyOf(int state, ushort letter) => ((ulong)(uint)(state + 1) << 16) | letter;

    private int Next(int state, ushort letter)
    {
        while (true)
        {
            int next = Find(state, letter);
            if (next != NoState)
            {
                return next;
            }

            if (state == 0)
            {
                return 0;
            }

            state = _fail[state];
        }
    }

    private int Find(int state, ushort letter)
    {
        ulong key = KeyOf(state, letter);
        for (int at = SlotOf(key); _keys[at] != 0; at = (at + 1) & _mask)
        {
            if (_keys[at] == key)
            {
                return _targets[at];
            }
        }

        return NoState;
    }

    private int SlotOf(ulong key) => (int)((key * 0x9E3779B97F4A7C15) >> 40) & _mask;
}
