using FinCluster.Training.Data;

namespace FinCluster.Training.Corpora;

/// <summary>Asks for things that do not exist or do not belong here; the answer says so.</summary>
internal sealed class UnknownQuestions(Corpus corpus, TermQuestions terms)
{
    private readonly char[] _characters = [.. corpus.Chinese.Terms.SelectMany(term => term.Names).SelectMany(name => name)
        .Where(c => c is >= '\u4e00' and <= '\u9fff').Distinct().Order()];

    /// <summary>Asks for a term that nobody knows.</summary>
    public Turn Term(Random random)
    {
        bool english = corpus.Wordings("unknown.en.answer").Length > 0 && random.Chance(0.3);
        string name;
        do
        {
            name = english ? EnglishName(random) : ChineseName(random);
        }
        while (corpus.Names.Contains(name));
        return english
            ? new Turn(terms.English(name, random), corpus.Wordings("unknown.en.answer")[0])
            : new Turn(terms.Chinese(name, random), corpus.Wordings("unknown.zh.answer")[0]);
    }

    /// <summary>Asks for something that has nothing to do with finance.</summary>
    public Turn OffTopic(string language, Random random)
    {
        Fact fact = random.Of((language == "zh" ? corpus.Chinese : corpus.English).OffTopic);
        string[] things = corpus.Wordings($"offtopic.{language}.thing");
        if (things.Length == 0 || random.Chance(0.5))
        {
            return new Turn(random.Of(fact.Wordings), fact.Answer);
        }

        string before = random.Chance(0.85) ? random.OfOrNone(corpus.Wordings($"offtopic.{language}.before")) : "";
        return language == "zh"
            ? new Turn(before + random.Of(things) + random.Of(["", "？", "吗？", "。"]), fact.Answer)
            : new Turn($"{before} {random.Of(things)}".Trim() + random.Of(["", "?"]), fact.Answer);
    }

    private string ChineseName(Random random)
    {
        double kind = random.NextDouble();
        return kind < 0.45 ? random.OfOrNone(corpus.Wordings("unknown.zh.first")) + random.OfOrNone(corpus.Wordings("unknown.zh.last"))
            : kind < 0.75 ? new string([.. Enumerable.Range(0, random.From(2, 4)).Select(_ => random.Of(_characters))])
            : new string([.. Enumerable.Range(0, random.From(3, 4)).Select(_ => (char)random.From('A', 'Z'))]);
    }

    private string EnglishName(Random random)
    {
        string[] parts = corpus.Wordings("unknown.en.part");
        string name = string.Concat(Enumerable.Range(0, random.From(2, 3)).Select(_ => random.OfOrNone(parts)));
        return random.Chance(0.8) ? $"{name} {random.OfOrNone(corpus.Wordings("unknown.en.last"))}" : name;
    }
}
