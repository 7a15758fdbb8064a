using System.Globalization;

namespace FinCluster.Audit.Verification;

/// <summary>Something that is wrong, and where it is seen first.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Message">A sentence.</param>
/// <param name="Writer">The writer; null for a fault of the roots.</param>
/// <param name="Segment">The segment; 0 for none.</param>
/// <param name="Offset">Where in it, in bytes.</param>
/// <param name="Sequence">The number of the record; 0 for none.</param>
public sealed record AuditFault(FaultKind Kind, string Message, string? Writer = null, int Segment = 0, long Offset = 0, long Sequence = 0)
{
    /// <summary>Gives the fault as a line of text.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Kind}: {Place()}{Message}");

    private string Place() => (Writer, Segment, Sequence) switch
    {
        (null, _, _) => "",
        (_, 0, _) => $"{Writer}: ",
        (_, _, 0) => string.Create(CultureInfo.InvariantCulture, $"{Writer}/{Segment:D8}.seg at {Offset}: "),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Writer}/{Segment:D8}.seg at {Offset}, record {Sequence}: "),
    };
}
