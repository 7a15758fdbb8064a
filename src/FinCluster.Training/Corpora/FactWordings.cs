using System.Text.RegularExpressions;

namespace FinCluster.Training.Corpora;

/// <summary>Finds more wordings for questions of common shapes: differences and calculations.</summary>
internal static partial class FactWordings
{
    private static readonly string[] Differences =
    [
        "{0}和{1}有什么区别？", "{0}和{1}的区别", "{0}与{1}有什么不同？", "{0}跟{1}有何区别？", "比较{0}和{1}", "{0}和{1}有何不同？",
        "{0}与{1}比较", "{0}和{1}的区别是什么？", "怎么区分{0}和{1}？", "如何区别{0}与{1}？", "{0}、{1}有啥不一样",
    ];

    private static readonly string[] Calculations =
        ["如何计算{0}？", "{0}如何计算？", "{0}的计算方法", "{0}怎么计算？", "计算{0}的公式", "{0}计算公式", "{0}的算法"];

    private static readonly string[] EnglishDifferences =
    [
        "{0} vs {1}", "Difference between {0} and {1}", "What is the difference between {0} and {1}?", "How is {0} different from {1}?",
        "Compare {0} with {1}", "{0} or {1}?",
    ];

    /// <summary>Gives more wordings for those that have a known shape.</summary>
    public static IEnumerable<string> More(IEnumerable<string> wordings)
    {
        foreach (string wording in wordings)
        {
            if (Difference().Match(wording) is { Success: true } difference)
            {
                foreach (string more in Both(Differences, difference))
                {
                    yield return more;
                }
            }
            else if (Calculation().Match(wording) is { Success: true } calculation)
            {
                foreach (string form in Calculations)
                {
                    yield return form.Replace("{0}", calculation.Groups[1].Value, StringComparison.Ordinal);
                }
            }
            else if (EnglishDifference().Match(wording) is { Success: true } english)
            {
                foreach (string more in Both(EnglishDifferences, english))
                {
                    yield return more;
                }
            }
        }
    }

    private static IEnumerable<string> Both(string[] forms, Match match)
    {
        (string first, string second) = (match.Groups[1].Value, match.Groups[2].Value);
        return forms.SelectMany(form => (string[])[Fill(form, first, second), Fill(form, second, first)]);
    }

    private static string Fill(string form, string first, string second) =>
        form.Replace("{0}", first, StringComparison.Ordinal).Replace("{1}", second, StringComparison.Ordinal);

    [GeneratedRegex("^(.+)和(.+)有什么区别？$")]
    private static partial Regex Difference();

    [GeneratedRegex("^怎么计算(.+)？$")]
    private static partial Regex Calculation();

    [GeneratedRegex(@"^What is the difference between (?:an |a )?(.+) and (?:an |a )?(.+)\?$")]
    private static partial Regex EnglishDifference();
}
