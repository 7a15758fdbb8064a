using FinCluster.Core.Text;

namespace FinCluster.Core.Knowledge;

/// <summary>What a question asks for, as terms. Used by one call at a time.</summary>
internal sealed class KnowledgeQuery
{
    /// <summary>What a term of the question before counts, against one of the question.</summary>
    public const float EarlierWeight = 0.3f;

    /// <summary>The share of the best passage's score that another one must have to be given beside it.</summary>
    public const float LeastShare = 0.4f;

    // Whoever pastes a report asks about its end; the index is not asked for all of it.
    private const int MaxTerms = 256;
    private const int MaxCharacters = 4_000;

    // Told apart by trial: related questions hold more of what they ask, unrelated ones less.
    private const float ClearShare = 0.5f;
    private const float ClearRarity = 0.5f;
    private const float LeastShareSaid = 0.3f;
    private const float LeastRarity = 2;

    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly List<(string Text, float Weight, bool IsWeak)> _terms = [];

    /// <summary>Gets the terms, each once.</summary>
    public IReadOnlyList<(string Text, float Weight, bool IsWeak)> Terms => _terms;

    /// <summary>Says whether a passage is about a question: it says most of what is asked, or a good part that is rare.</summary>
    /// <param name="said">How rare the asked terms are that it holds, together, in rarest terms.</param>
    /// <param name="asked">The same of all terms that are asked for.</param>
    public static bool IsAbout(float said, float asked) =>
        (said >= ClearRarity && said >= asked * ClearShare) || (said >= LeastRarity && said >= asked * LeastShareSaid);

    /// <summary>Adds the terms of a text, those that are there excepted.</summary>
    public void Add(string text, float weight)
    {
        var reader = new TermReader(TextFolder.Fold(text.Length <= MaxCharacters ? text : text[^MaxCharacters..]));
        while (_terms.Count < MaxTerms && reader.MoveNext())
        {
            string term = reader.Current.ToString();
            if (_known.Add(term))
            {
                _terms.Add((term, weight, reader.IsWeak));
            }
        }
    }
}
