using FinCluster.LoadGenerator.Loops;

namespace FinCluster.LoadGenerator.Reports;

/// <summary>How many turns were computed by the node that computed the turn before.</summary>
/// <param name="Turns">Turns that had one before them in the run, and whose nodes are known.</param>
/// <param name="SameNode">Those of the same node.</param>
/// <param name="Share">Their share; 1 for no turns.</param>
internal sealed record AffinityReport(int Turns, int SameNode, double Share)
{
    /// <summary>Computes it; null when no answer says which node computed it, or none belongs to a conversation.</summary>
    public static AffinityReport? Of(IEnumerable<AnswerSample> samples)
    {
        AnswerSample[] answers = [.. samples.Where(sample => sample is { End: AnswerEnd.Complete, Node: not null, Request.Session: not null })];
        if (answers.Length == 0)
        {
            return null;
        }

        (AnswerSample Before, AnswerSample Turn)[] pairs = [.. answers.GroupBy(answer => answer.Request.Session!).SelectMany(InPairs)];
        int same = pairs.Count(pair => pair.Before.Node == pair.Turn.Node);
        return new AffinityReport(pairs.Length, same, pairs.Length == 0 ? 1 : Math.Round((double)same / pairs.Length, 5));
    }

    private static IEnumerable<(AnswerSample Before, AnswerSample Turn)> InPairs(IEnumerable<AnswerSample> session)
    {
        AnswerSample[] turns = [.. session.OrderBy(turn => turn.Request.Index)];
        return turns.Zip(turns.Skip(1));
    }
}
