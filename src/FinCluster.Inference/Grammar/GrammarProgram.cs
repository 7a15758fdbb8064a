namespace FinCluster.Inference.Grammar;

/// <summary>A rule that runs next.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Resume">The resume point after it.</param>
/// <param name="IsTail">Whether the caller has nothing left to do after it, so that no frame is needed.</param>
internal readonly record struct RuleCall(int Rule, int Resume, bool IsTail);

/// <summary>
/// A grammar in the form that runs: immutable, without steps that read nothing. A <b>terminal</b> reads one character and goes on at
/// a <b>resume point</b>; a resume point lists the terminals and the rules that may come next, and whether its rule may end.
/// </summary>
/// <remarks>
/// Frames of stacks are plain numbers: first the resume points, then the terminals, then the nodes of the byte graph. On top of a stack
/// lies a terminal, or a byte node in the middle of a character; below lie resume points.
/// </remarks>
internal sealed class GrammarProgram
{
    private readonly int[] _terminalNodes;
    private readonly int[] _terminalResumes;
    private readonly ResumeTable _resumes;
    private readonly int[] _entries;
    private readonly int[] _callOrder;

    /// <summary>Puts the parts together; <see cref="GrammarProgramBuilder"/> makes them.</summary>
    public GrammarProgram(ByteGraph bytes, (int[] Nodes, int[] Resumes) terminals, ResumeTable resumes, (int[] Entries, int[] Order) rules, int root)
    {
        Bytes = bytes;
        Classes = new ByteClasses(bytes.AllRanges);
        (_terminalNodes, _terminalResumes) = terminals;
        _resumes = resumes;
        (_entries, _callOrder) = rules;
        Root = root;
    }

    /// <summary>Gets how characters look in UTF-8.</summary>
    public ByteGraph Bytes { get; }

    /// <summary>Gets the bytes that the grammar tells apart.</summary>
    public ByteClasses Classes { get; }

    /// <summary>Gets the rule that the whole output matches.</summary>
    public int Root { get; }

    /// <summary>Gets how many rules there are.</summary>
    public int RuleCount => _entries.Length;

    /// <summary>Gets the resume points.</summary>
    public ResumeTable Resumes => _resumes;

    /// <summary>Gets the resume point at the start of a rule.</summary>
    public int EntryOf(int rule) => _entries[rule];

    /// <summary>Gets the number of a rule in an order where callers on the left come first.</summary>
    public int CallOrderOf(int rule) => _callOrder[rule];

    /// <summary>Gets the frame of a terminal.</summary>
    public int FrameOfTerminal(int terminal) => _resumes.Count + terminal;

    /// <summary>Gets the frame of a byte node in the middle of a character.</summary>
    public int FrameOfByteNode(int node) => _resumes.Count + _terminalNodes.Length + node;

    /// <summary>Says whether a top frame is a byte node in the middle of a character.</summary>
    public bool IsInsideCharacter(int frame) => frame >= _resumes.Count + _terminalNodes.Length;

    /// <summary>Gets the byte node that reads the next byte for a top frame.</summary>
    public int ByteNodeOf(int frame) =>
        IsInsideCharacter(frame) ? frame - _resumes.Count - _terminalNodes.Length : _terminalNodes[frame - _resumes.Count];

    /// <summary>Gets where a terminal's frame goes on after its character.</summary>
    public int ResumeOf(int frame) => _terminalResumes[frame - _resumes.Count];
}
