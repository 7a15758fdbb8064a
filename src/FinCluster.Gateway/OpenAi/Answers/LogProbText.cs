using System.Text;
using FinCluster.Core.Engine;
using FinCluster.Gateway.OpenAi.Responses;

namespace FinCluster.Gateway.OpenAi.Answers;

/// <summary>Puts probabilities into OpenAI's shapes.</summary>
internal static class LogProbText
{
    // JSON has no infinity; OpenAI writes this for a token that could not be drawn.
    private const double Impossible = -9999;

    public static ChatLogProbs Chat(IEnumerable<TokenLogProbs> logProbs) => new([.. logProbs.Select(Chat)]);

    public static TextLogProbs Text(IReadOnlyList<TokenLogProbs> logProbs, int firstOffset)
    {
        var offsets = new int[logProbs.Count];
        int offset = firstOffset;
        for (int i = 0; i < offsets.Length; i++)
        {
            offsets[i] = offset;
            offset += Text(logProbs[i].Drawn).Length;
        }

        return new TextLogProbs(
            [.. logProbs.Select(entry => Text(entry.Drawn))],
            [.. logProbs.Select(entry => Finite(entry.Drawn))],
            [.. logProbs.Select(entry => Top(entry.Top))],
            offsets);
    }

    public static string Text(TokenLogProb token) => Encoding.UTF8.GetString(token.Bytes.Span);

    private static ChatTokenLogProb Chat(TokenLogProbs entry) => Chat(entry.Drawn) with { TopLogprobs = [.. entry.Top.Select(Chat)] };

    private static ChatTokenLogProb Chat(TokenLogProb token) =>
        new(Text(token), Finite(token), [.. token.Bytes.ToArray().Select(value => (int)value)]);

    // Two tokens can have the same text, when each is a part of a character; the more probable one comes first and stays.
    private static Dictionary<string, double> Top(IReadOnlyList<TokenLogProb> top)
    {
        var result = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (TokenLogProb token in top)
        {
            result.TryAdd(Text(token), Finite(token));
        }

        return result;
    }

    private static double Finite(TokenLogProb token) => float.IsFinite(token.LogProb) ? token.LogProb : Impossible;
}
