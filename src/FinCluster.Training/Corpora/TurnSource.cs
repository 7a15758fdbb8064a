using FinCluster.Training.Data;

namespace FinCluster.Training.Corpora;

/// <summary>Draws questions with their answers from a corpus, in ever new wordings. Thread-safe.</summary>
internal sealed class TurnSource : ITurnSource
{
    private const int MaxDraws = 200;

    private readonly Corpus _corpus;
    private readonly AnswerStyle _style;
    private readonly HeldOutQuestions _heldOut;
    private readonly TermQuestions _terms;
    private readonly ArithmeticQuestions _arithmetic;
    private readonly UnknownQuestions _unknown;
    private readonly QuestionNoise _noise;
    private readonly QuestionSlots _slots;
    private readonly (double Until, Func<Random, Turn[]> Draw)[] _kinds;

    /// <summary>Makes a source.</summary>
    /// <param name="corpus">The texts.</param>
    /// <param name="heldOut">Questions that are never drawn.</param>
    /// <param name="style">What marks the answers.</param>
    public TurnSource(Corpus corpus, HeldOutQuestions heldOut, AnswerStyle style)
    {
        _corpus = corpus;
        _style = style;
        _heldOut = heldOut;
        _terms = new TermQuestions(corpus);
        _arithmetic = new ArithmeticQuestions(corpus);
        _unknown = new UnknownQuestions(corpus, _terms);
        _noise = new QuestionNoise(corpus);
        _slots = new QuestionSlots(corpus.Wordings);
        _kinds = Kinds(corpus.Mix);
    }

    /// <inheritdoc/>
    public Turn[] Draw(Random random)
    {
        for (int i = 0; i < MaxDraws; i++)
        {
            double at = random.NextDouble() * _kinds[^1].Until;
            Turn[] turns = _kinds.First(kind => at < kind.Until).Draw(random);
            if (!turns.Any(turn => _heldOut.Contains(turn.Question)))
            {
                return [.. turns.Select(_style.Apply)];
            }
        }

        throw new TrainingException("the corpus has no questions but those that are held out");
    }

    private (double Until, Func<Random, Turn[]> Draw)[] Kinds(IReadOnlyDictionary<string, double> mix)
    {
        CorpusLanguage zh = _corpus.Chinese;
        CorpusLanguage en = _corpus.English;
        (string Name, bool Has, Func<Random, Turn[]> Draw)[] all =
        [
            ("term.zh", zh.Terms.Count > 0, random => Term(random.Of(zh.Terms), random)),
            ("term.en", en.Terms.Count > 0, random => EnglishTerm(random.Of(en.Terms), random)),
            ("fact.zh", zh.Facts.Count > 0, random => Asked(zh.Facts, random)),
            ("fact.en", en.Facts.Count > 0, random => Asked(en.Facts, random)),
            ("chat.zh", zh.Chats.Count > 0, random => Asked(zh.Chats, random)),
            ("chat.en", en.Chats.Count > 0, random => Asked(en.Chats, random)),
            ("offtopic.zh", zh.OffTopic.Count > 0, random => [_unknown.OffTopic("zh", random)]),
            ("offtopic.en", en.OffTopic.Count > 0, random => [_unknown.OffTopic("en", random)]),
            ("arithmetic", !_arithmetic.IsEmpty, random => [_arithmetic.Draw(random, heldOut: false)]),
            ("unknown", _corpus.Wordings("unknown.zh.answer").Length > 0, random => [_unknown.Term(random)]),
            ("risk.zh", zh.Risks.Count > 0, random => FollowUp(zh.Risks, "risk.zh", random)),
            ("example.zh", zh.Examples.Count > 0, random => FollowUp(zh.Examples, "example.zh", random)),
            ("risk.en", en.Risks.Count > 0, random => FollowUp(en.Risks, "risk.en", random)),
            ("missing.zh", _corpus.Wordings("unknownrisk.zh.answer").Length > 0, Missing),
        ];
        double sum = 0;
        var kinds = all.Where(kind => kind.Has && Weight(mix, kind.Name) > 0)
            .Select(kind => (sum += Weight(mix, kind.Name), kind.Draw)).ToArray();
        return kinds.Length > 0 ? kinds : throw new TrainingException("mix.txt leaves nothing of the corpus");
    }

    private static double Weight(IReadOnlyDictionary<string, double> mix, string kind) =>
        mix.Count == 0 ? 1 : mix.TryGetValue(kind, out double weight) ? weight : 0;

    private static string Name(Term term, Random random) =>
        term.Names.Length == 1 || random.Chance(0.6) ? term.Names[0] : random.Of(term.Names[1..]);

    private Turn[] Term(Term term, Random random) =>
        [new Turn(QuestionNoise.Retype(_terms.Chinese(Name(term, random), random), random), term.Definition)];

    private Turn[] EnglishTerm(Term term, Random random) =>
        [new Turn(QuestionNoise.Retype(_terms.English(Name(term, random), random), random), term.Definition)];

    private Turn[] Asked(IReadOnlyList<Fact> facts, Random random)
    {
        Fact fact = random.Of(facts);
        string question = _slots.Fill(random.Of(fact.Wordings), random);
        return [new Turn(QuestionNoise.Retype(_noise.Reword(question, random), random), fact.Answer)];
    }

    private Turn[] FollowUp(IReadOnlyList<(Term Term, string Text)> texts, string section, Random random)
    {
        (Term term, string text) = random.Of(texts);
        string name = Name(term, random);
        if (random.Chance(0.35))
        {
            string direct = random.Of(_corpus.Wordings(section)).Replace("{t}", name, StringComparison.Ordinal);
            return [new Turn(QuestionNoise.Retype(direct, random), text)];
        }

        string first = section.EndsWith("zh", StringComparison.Ordinal) ? _terms.Chinese(name, random) : _terms.English(name, random);
        return
        [
            new Turn(QuestionNoise.Retype(first, random), term.Definition),
            new Turn(QuestionNoise.Retype(random.Of(_corpus.Wordings($"{section}.next")), random), text),
        ];
    }

    private Turn[] Missing(Random random)
    {
        CorpusLanguage zh = _corpus.Chinese;
        Term term = random.Of(zh.Terms);
        string kind = random.Chance(0.5) ? "risk" : "example";
        if ((kind == "risk" ? zh.Risks : zh.Examples).Any(known => known.Term == term))
        {
            return Term(term, random);
        }

        string answer = _corpus.Wordings($"unknown{kind}.zh.answer")[0].Replace("{t}", term.Names[0], StringComparison.Ordinal);
        return [.. Term(term, random), new Turn(random.Of(_corpus.Wordings($"{kind}.zh.next")), answer)];
    }
}
