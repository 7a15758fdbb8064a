using FinCluster.LoadGenerator.Loops;

namespace FinCluster.LoadGenerator.Reports;

/// <summary>How many turns were computed by the node that computed the turn before.</summary>
/// <param name="Turns">Turns that had one before them in the run, and whose nodes are known.</param>
/// <param name="SameNode">Those of the same node.</param>
/// <param name="Share">Their share; 1 for no turns.</param>
/// <param name="MovedAtTurn">How many were computed elsewhere, by the number of the turn in its conversation, from 1.</param>
internal sealed record AffinityReport(int Turns, int SameNode, double Share, IReadOnlyDictionary<int, int> MovedAtTurn)
{
    /// <summary>Computes it; null when no answer says which node computed it, or none belongs to a conversation.</summary>
    public static AffinityReport? Of(IEnumerable<AnswerSample> samples)
    {
        AnswerSample[] answers = [.. samples.Where(sample => sample is { End: AnswerEnd.Complete, Node: not null, Request.Session: not null })];
        if (answers.Length == 0)
        {
            return null;
        }

        (int Number, bool Stayed)[] turns = [.. answers.GroupBy(answer => answer.Request.Session!).SelectMany(Follow)];
        int same = turns.Count(turn => turn.Stayed);
        return new AffinityReport(
            turns.Length,
            same,
            turns.Length == 0 ? 1 : Math.Round((double)same / turns.Length, 5),
            turns.Where(turn => !turn.Stayed).CountBy(turn => turn.Number).OrderBy(moved => moved.Key).ToDictionary());
    }

    private static IEnumerable<(int Number, bool Stayed)> Follow(IEnumerable<AnswerSample> session)
    {
        AnswerSample[] turns = [.. session.OrderBy(turn => turn.Request.Index)];
        return turns.Skip(1).Select((turn, index) => (index + 2, turn.Node == turns[index].Node));
    }
}
