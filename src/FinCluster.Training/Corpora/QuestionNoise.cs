namespace FinCluster.Training.Corpora;

/// <summary>Changes questions as people vary them: politeness around them, other words, lost or missing signs.</summary>
internal sealed class QuestionNoise(Corpus corpus)
{
    private const string Ends = "？?。.!！";

    private readonly string[] _before = corpus.Wordings("before.zh");
    private readonly string[] _after = corpus.Wordings("after.zh");
    private readonly string[] _beforeEnglish = corpus.Wordings("before.en");
    private readonly string[] _afterEnglish = corpus.Wordings("after.en");

    /// <summary>Says whether a text has no Chinese characters.</summary>
    public static bool IsEnglish(string text) => !text.Any(c => c is >= '\u4e00' and <= '\u9fff');

    /// <summary>Varies a question that can stand any change of words.</summary>
    public string Reword(string question, Random random) =>
        IsEnglish(question) ? Surround(question, random, _beforeEnglish, _afterEnglish, 0.2) : RewordChinese(question, random);

    /// <summary>Varies only capitals, question marks and the like.</summary>
    public static string Retype(string question, Random random)
    {
        double kind = random.NextDouble();
        string typed = kind < 0.14 ? question.TrimEnd('？', '?') : kind < 0.22 ? question.Replace('？', '?') : question;
        if (!IsEnglish(typed))
        {
            return random.Chance(0.03) ? typed + "。" : typed;
        }

        double letters = random.NextDouble();
        return letters < 0.15 ? typed.ToLowerInvariant()
            : letters < 0.2 && typed.Length > 0 ? char.ToUpperInvariant(typed[0]) + typed[1..]
            : typed;
    }

    private static string Surround(string question, Random random, string[] before, string[] after, double chance)
    {
        string text = random.Chance(chance) ? random.OfOrNone(before) + question : question;
        return random.Chance(chance * 0.6) ? text.TrimEnd(Ends.ToCharArray()) + random.OfOrNone(after) : text;
    }

    private static string Drop(string text, Random random)
    {
        // A lost character, but no digit or letter, which would ask for something else.
        int at = random.Next(text.Length);
        return text.Length > 6 && text[at] is >= '\u4e00' and <= '\u9fff' ? text.Remove(at, 1) : text;
    }

    private string RewordChinese(string question, Random random)
    {
        string text = random.Chance(0.3) ? Exchange(question, random) : question;
        text = Surround(text, random, _before, _after, 0.35);
        return random.Chance(0.1) ? Drop(text, random) : text;
    }

    private string Exchange(string text, Random random)
    {
        foreach (string[] group in corpus.Synonyms)
        {
            string? found = group.FirstOrDefault(word => text.Contains(word, StringComparison.Ordinal));
            if (found is not null)
            {
                text = text.Replace(found, random.Of(group), StringComparison.Ordinal);
            }
        }

        return text;
    }
}
