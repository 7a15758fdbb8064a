namespace FinCluster.Inference.Grammar;

/// <summary>A place that reads one character.</summary>
/// <param name="ByteNode">The node of the byte graph that reads its first byte.</param>
/// <param name="Resume">The resume point after it.</param>
internal readonly record struct Terminal(int ByteNode, int Resume);

/// <summary>A place that runs a rule.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Resume">The resume point after it.</param>
/// <param name="IsTail">Whether the caller has nothing left to do after it, so that no frame is needed.</param>
internal readonly record struct RuleCall(int Rule, int Resume, bool IsTail);

/// <summary>How a rule starts.</summary>
/// <param name="Entry">The resume point at its start; -1 when no rule in use calls it.</param>
/// <param name="CallOrder">A number that is higher than those of the rules that call it before they read anything.</param>
internal readonly record struct RuleStart(int Entry, int CallOrder);

/// <summary>
/// A grammar in the form that runs: immutable, without steps that read nothing. A <b>terminal</b> reads one character and goes on at
/// a <b>resume point</b>; a resume point lists the terminals and calls that may come next, and says whether its rule may end.
/// </summary>
/// <remarks>
/// Frames of stacks are plain numbers: first the resume points, then the terminals, then the nodes of the byte graph. On top of a stack
/// lies a terminal, or a byte node in the middle of a character; below lie resume points.
/// </remarks>
internal sealed class GrammarProgram(ByteGraph bytes, ResumeTable resumes)
{
    /// <summary>Gets how characters look in UTF-8.</summary>
    public ByteGraph Bytes { get; } = bytes;

    /// <summary>Gets the bytes that the grammar tells apart.</summary>
    public ByteClasses Classes { get; } = new(bytes.AllRanges);

    /// <summary>Gets the resume points.</summary>
    public ResumeTable Resumes { get; } = resumes;

    /// <summary>Gets the terminals.</summary>
    public required Terminal[] Terminals { get; init; }

    /// <summary>Gets the calls.</summary>
    public required RuleCall[] Calls { get; init; }

    /// <summary>Gets the rules.</summary>
    public required RuleStart[] Rules { get; init; }

    /// <summary>Gets the rule that the whole output matches.</summary>
    public required int Root { get; init; }

    /// <summary>Gets the frame of a terminal.</summary>
    public int FrameOfTerminal(int terminal) => Resumes.Count + terminal;

    /// <summary>Gets the frame of a byte node in the middle of a character.</summary>
    public int FrameOfByteNode(int node) => Resumes.Count + Terminals.Length + node;

    /// <summary>Says whether a top frame is a byte node in the middle of a character.</summary>
    public bool IsInsideCharacter(int frame) => frame >= Resumes.Count + Terminals.Length;

    /// <summary>Gets the byte node that reads the next byte for a top frame.</summary>
    public int ByteNodeOf(int frame) =>
        IsInsideCharacter(frame) ? frame - Resumes.Count - Terminals.Length : Terminals[frame - Resumes.Count].ByteNode;

    /// <summary>Gets where a terminal's frame goes on after its character.</summary>
    public int ResumeOf(int frame) => Terminals[frame - Resumes.Count].Resume;
}
