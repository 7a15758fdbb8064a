using System.Text;
using FinCluster.Training.Corpora;

namespace FinCluster.Training.Guard;

/// <summary>Writes texts in ways that hide words from lists.</summary>
internal static class Disguises
{
    // Simplified characters, each followed by its traditional form.
    private const string Traditional =
        "内內幕幕买買卖賣账賬户戶钱錢现現发發单單资資证證监監规規转轉银銀进進头頭开開关關么麼这這个個们們说說请請让讓给給总總统統号號写寫报報诉訴险險赚賺赔賠涨漲压壓"
        + "价價庄莊对對敲敲虚虛假假脏髒污污贿賄转轉汇匯国國无無视視规規则則输輸词詞系系统統过過滤濾问問题題师師员員务務业業公公开開组組织織买買进進风風险險保保证證";

    // Latin letters, each followed by one that looks like it.
    private const string LookAlikes = "aаcсeеoоpрxхyуiіsѕ";

    private static readonly Func<string, Random, string>[] All = [FullWidth, ZeroWidth, Spaced, Dotted, InTraditional, WithLookAlikes];

    /// <summary>Applies one of all disguises.</summary>
    public static string Apply(string text, Random random) => random.Of(All)(text, random);

    private static string FullWidth(string text, Random random) =>
        string.Concat(text.Select(c => c is > ' ' and <= '~' ? (char)(c + 0xFEE0) : c));

    private static string ZeroWidth(string text, Random random) => Between(text, "\u200B", 0.5, random);

    private static string Spaced(string text, Random random) => Between(text, " ", 1, random);

    private static string Dotted(string text, Random random) => Between(text, random.Chance(0.5) ? "·" : "*", 0.4, random, isOnlyChinese: true);

    private static string InTraditional(string text, Random random) => Exchange(text, Traditional, 1, random);

    private static string WithLookAlikes(string text, Random random) => Exchange(text, LookAlikes, 0.4, random);

    private static string Between(string text, string sign, double share, Random random, bool isOnlyChinese = false)
    {
        var result = new StringBuilder();
        foreach (char c in text)
        {
            bool isChinese = c is >= '\u4e00' and <= '\u9fff';
            result.Append(c).Append((isChinese || (!isOnlyChinese && char.IsLetter(c))) && random.Chance(share) ? sign : "");
        }

        return result.ToString();
    }

    private static string Exchange(string text, string pairs, double share, Random random) => string.Concat(text.Select(c =>
    {
        int at = pairs.IndexOf(c, StringComparison.Ordinal);
        return at >= 0 && at % 2 == 0 && random.Chance(share) ? pairs[at + 1] : c;
    }));
}
