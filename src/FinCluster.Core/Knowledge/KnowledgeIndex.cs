using System.Buffers;
using System.Collections.Immutable;
using FinCluster.Core.Text;

namespace FinCluster.Core.Knowledge;

/// <summary>The passages of one snapshot, searched by BM25 over pairs of Chinese characters and English words. Never changes; thread-safe.</summary>
public sealed class KnowledgeIndex
{
    // BM25's usual values: how soon a further mention of a term adds nothing, and how much a long passage is held against itself.
    private const float Saturation = 1.2f;
    private const float LengthShare = 0.75f;

    // A title says in few words what a passage is about.
    private const int TitleWeight = 2;

    // In a snapshot of few passages no term would be rare; terms are as rare as among so many.
    private const int LeastPassages = 200;

    private readonly ImmutableArray<KnowledgePassage> _passages;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _terms;

    // The postings of the term n are those from _starts[n] to _starts[n + 1], in the order of passages.
    private readonly int[] _starts;
    private readonly Posting[] _postings;

    private KnowledgeIndex(ImmutableArray<KnowledgePassage> passages, Dictionary<string, int> terms, int[] starts, Posting[] postings) =>
        (_passages, _terms, _starts, _postings) = (passages, terms.GetAlternateLookup<ReadOnlySpan<char>>(), starts, postings);

    /// <summary>Gets how many passages there are.</summary>
    public int Count => _passages.Length;

    /// <summary>Builds the index of a snapshot.</summary>
    public static KnowledgeIndex Build(ImmutableArray<KnowledgePassage> passages)
    {
        var terms = new Dictionary<string, int>(StringComparer.Ordinal);
        Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> spans = terms.GetAlternateLookup<ReadOnlySpan<char>>();
        var counted = new List<(int Term, int Passage, int Count)>();
        var lengths = new int[passages.Length];
        var counts = new Dictionary<int, int>();
        for (int i = 0; i < passages.Length; i++)
        {
            counts.Clear();
            lengths[i] = CountTerms(passages[i].Title, TitleWeight, spans, counts) + CountTerms(passages[i].Text, 1, spans, counts);
            foreach ((int term, int count) in counts)
            {
                counted.Add((term, i, count));
            }
        }

        float usual = Math.Max(1, (float)lengths.Sum(length => (long)length) / Math.Max(1, passages.Length));
        var starts = new int[terms.Count + 1];
        foreach ((int term, _, _) in counted)
        {
            starts[term + 1]++;
        }

        for (int term = 0; term < terms.Count; term++)
        {
            starts[term + 1] += starts[term];
        }

        var postings = new Posting[counted.Count];
        int[] next = [.. starts];
        foreach ((int term, int passage, int count) in counted)
        {
            float length = 1 - LengthShare + (LengthShare * lengths[passage] / usual);
            postings[next[term]++] = new Posting(passage, count * (Saturation + 1) / (count + (Saturation * length)));
        }

        return new KnowledgeIndex(passages, terms, starts, postings);
    }

    /// <summary>Finds the passages that a question is about.</summary>
    /// <param name="question">The question.</param>
    /// <param name="earlier">The question before it, which says what "it" is; null for none.</param>
    /// <param name="day">Passages that do not hold on this day any more are left out.</param>
    /// <param name="most">How many passages at most.</param>
    /// <returns>The passages, best first; none when none is about it. The same call always gives the same.</returns>
    public ImmutableArray<KnowledgeMatch> Search(string question, string? earlier, DateOnly day, int most)
    {
        ArgumentNullException.ThrowIfNull(question);
        var query = new KnowledgeQuery();
        query.Add(question, 1);
        query.Add(earlier ?? "", KnowledgeQuery.EarlierWeight);
        float[] scores = ArrayPool<float>.Shared.Rent(_passages.Length * 2);
        Span<float> score = scores.AsSpan(0, _passages.Length);
        Span<float> said = scores.AsSpan(_passages.Length, _passages.Length);
        scores.AsSpan(0, _passages.Length * 2).Clear();
        try
        {
            float asked = 0;
            foreach ((string text, float weight, bool isWeak) in query.Terms)
            {
                bool isKnown = _terms.TryGetValue(text, out int term);
                float rarity = weight * Rarity(isKnown ? _starts[term + 1] - _starts[term] : 1);
                asked += isWeak ? 0 : rarity;
                foreach (Posting posting in isKnown ? _postings.AsSpan(_starts[term].._starts[term + 1]) : [])
                {
                    score[posting.Passage] += rarity * posting.Weight;
                    said[posting.Passage] += isWeak ? 0 : rarity;
                }
            }

            return Best(score, said, asked, day, most);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(scores);
        }
    }

    private static int CountTerms(string text, int weight, Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> terms, Dictionary<int, int> counts)
    {
        int length = 0;
        var reader = new TermReader(TextFolder.Fold(text));
        while (reader.MoveNext())
        {
            if (!terms.TryGetValue(reader.Current, out int term))
            {
                term = terms.Dictionary.Count;
                terms.TryAdd(reader.Current, term);
            }

            counts[term] = counts.GetValueOrDefault(term) + weight;
            length++;
        }

        return length;
    }

    private float Rarity(int holders)
    {
        int all = Math.Max(_passages.Length, LeastPassages);
        return MathF.Log(1 + ((all - holders + 0.5f) / (holders + 0.5f)));
    }

    private ImmutableArray<KnowledgeMatch> Best(ReadOnlySpan<float> score, ReadOnlySpan<float> said, float asked, DateOnly day, int most)
    {
        float rarest = Rarity(1);
        var best = new List<(int Passage, float Score)>(most + 1);
        for (int i = 0; i < score.Length; i++)
        {
            // Later passages come behind earlier ones of the same score.
            if (KnowledgeQuery.IsAbout(said[i] / rarest, asked / rarest) && (best.Count < most || score[i] > best[^1].Score) && _passages[i].HoldsOn(day))
            {
                float own = score[i];
                int place = best.FindIndex(entry => entry.Score < own);
                best.Insert(place < 0 ? best.Count : place, (i, score[i]));
                best.RemoveRange(Math.Min(most, best.Count), Math.Max(0, best.Count - most));
            }
        }

        return [.. best.Where(entry => entry.Score >= best[0].Score * KnowledgeQuery.LeastShare).Select(entry => new KnowledgeMatch(_passages[entry.Passage], Math.Round(entry.Score, 4)))];
    }

    /// <summary>A passage that holds a term, and what that adds to its score for a term of rarity 1.</summary>
    private readonly record struct Posting(int Passage, float Weight);
}
