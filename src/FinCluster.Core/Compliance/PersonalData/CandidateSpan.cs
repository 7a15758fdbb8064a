namespace FinCluster.Core.Compliance.PersonalData;

/// <summary>Whether a candidate's end is known.</summary>
internal enum CandidateState
{
    /// <summary>There is no candidate.</summary>
    None,

    /// <summary>What comes next may belong to it.</summary>
    Open,

    /// <summary>It ends.</summary>
    Closed,

    /// <summary>It is as long as one may be, and goes on. What begins with its first word can be decided.</summary>
    Cut,
}

/// <summary>A part of folded text that may hold personal data.</summary>
/// <param name="Start">Its first character.</param>
/// <param name="End">One past its last character.</param>
/// <param name="Closing">What ends it, past a space; <c>'\0'</c> at the end of the text.</param>
/// <param name="State">Whether its end is known.</param>
internal readonly record struct CandidateSpan(int Start, int End, char Closing, CandidateState State);
