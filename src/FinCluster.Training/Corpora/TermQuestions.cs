namespace FinCluster.Training.Corpora;

/// <summary>Asks for terms in many wordings.</summary>
internal sealed class TermQuestions(Corpus corpus)
{
    private readonly string[] _chinese = corpus.Wordings("term.zh");
    private readonly string[] _context = corpus.Wordings("term.zh.context");
    private readonly string[] _tail = corpus.Wordings("term.zh.tail");
    private readonly string[] _before = corpus.Wordings("term.zh.before");
    private readonly string[] _after = corpus.Wordings("term.zh.after");
    private readonly string[] _filler = corpus.Wordings("term.zh.filler");
    private readonly string[] _english = corpus.Wordings("term.en");
    private readonly string[] _englishContext = corpus.Wordings("term.en.context");
    private readonly string[] _englishTail = corpus.Wordings("term.en.tail");
    private readonly string[] _englishFiller = corpus.Wordings("term.en.filler");
    private readonly HashSet<string> _uncountable = [.. corpus.Wordings("term.en.uncountable")];

    /// <summary>Asks for a Chinese term.</summary>
    public string Chinese(string term, Random random)
    {
        double kind = random.NextDouble();
        if (kind < 0.2 && _context.Length > 0)
        {
            return Fill(random.Of(_context), term) + random.OfOrNone(_tail);
        }

        if (kind < 0.55)
        {
            return Fill(random.Of(_chinese), term);
        }

        if (kind < 0.82)
        {
            string core = Fill(random.Of(_chinese), term);
            core = random.Chance(0.6) ? core.TrimEnd('？') : core;
            string after = random.Chance(0.5) ? random.OfOrNone(_after) : "";
            return (random.Chance(0.7) ? random.OfOrNone(_before) : "") + core + after;
        }

        // Loose words around the term, as in a search box.
        return Words(random, 0, 3, _filler, "") + term + Words(random, 0, 3, _filler, "") + (random.Chance(0.5) ? "？" : "");
    }

    /// <summary>Asks for an English term.</summary>
    public string English(string term, Random random)
    {
        string form = random.Of(_english);
        if (random.Chance(0.2) && _englishContext.Length > 0)
        {
            form = $"{random.Of(_englishContext)} {random.OfOrNone(_englishTail)}";
        }
        else if (random.Chance(0.2))
        {
            form = $"{Words(random, 0, 4, _englishFiller, " ")} {{t}} {Words(random, 0, 2, _englishFiller, " ")}".Trim();
            form = (random.Chance(0.5) ? char.ToUpperInvariant(form[0]) + form[1..] : form) + (random.Chance(0.5) ? "?" : "");
        }

        // The bare name of a term that both languages have is a Chinese question.
        if (form == "{t}" && corpus.Chinese.Terms.Any(known => known.Names.Contains(term, StringComparer.Ordinal)))
        {
            form = "Explain {t}";
        }

        return Fill(form, form != "{t}" && TakesArticle(term) && random.Chance(0.5) ? WithArticle(term) : term);
    }

    private static string Fill(string form, string term) => form.Replace("{t}", term, StringComparison.Ordinal);

    private static string WithArticle(string term) => ("aeiou".Contains(term[0], StringComparison.Ordinal) ? "an " : "a ") + term;

    private static string Words(Random random, int least, int most, string[] words, string between) => words.Length == 0
        ? ""
        : string.Join(between, Enumerable.Range(0, random.From(least, most)).Select(_ => random.Of(words)));

    private bool TakesArticle(string term) =>
        char.IsLower(term[0]) && !term.EndsWith('s') && !_uncountable.Contains(term);
}
