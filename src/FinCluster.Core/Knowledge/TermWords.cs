using System.Collections.Frozen;

namespace FinCluster.Core.Knowledge;

/// <summary>The words that only hold a sentence together, and the plain forms of English ones.</summary>
internal static class TermWords
{
    // Characters that are a part of no term. Those that also begin or end words, as 请 does in 申请, are in words below instead.
    private const string Single = "的了吗呢吧啊么是我你您他她它这那";

    // Words that ask or are polite.
    private static readonly FrozenDictionary<char, string[]> Fillers = ((string[])
    [
        "什么", "怎么样", "怎么", "怎样", "多少", "如何", "请问", "哪些", "哪个", "哪里", "哪种", "为什么", "为何", "是否", "可不可以", "可以", "能否", "能不能",
        "告诉", "介绍", "解释", "说明", "一下", "有没有", "有关", "关于", "需要", "应该", "以及", "或者", "还是", "如果", "因为", "所以", "但是", "并且", "知道", "想问",
        "一个", "一些", "谢谢", "你好", "意思", "几个", "多久", "多长",
    ]).GroupBy(word => word[0]).ToFrozenDictionary(group => group.Key, group => group.OrderByDescending(word => word.Length).ToArray());

    private static readonly FrozenSet<string> Empty = FrozenSet.ToFrozenSet(
    [
        "a", "about", "am", "an", "and", "any", "are", "as", "at", "be", "been", "but", "by", "can", "could", "did", "do", "does", "explain", "for", "from", "had", "has", "have",
        "how", "i", "if", "in", "into", "is", "it", "its", "many", "may", "me", "much", "must", "my", "no", "not", "of", "on", "or", "our", "please", "should", "so", "some", "such",
        "tell", "than", "that", "the", "their", "them", "then", "there", "these", "they", "this", "those", "to", "was", "we", "were", "what", "when", "where", "which", "who",
        "whom", "why", "will", "with", "would", "you", "your",
    ], StringComparer.Ordinal);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> EmptySpans = Empty.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Gets how many characters at the beginning of a text are a part of no term; 0 for none.</summary>
    public static int FillerAt(ReadOnlySpan<char> text)
    {
        if (Fillers.TryGetValue(text[0], out string[]? words))
        {
            foreach (string word in words)
            {
                if (text.StartsWith(word))
                {
                    return word.Length;
                }
            }
        }

        return Single.Contains(text[0], StringComparison.Ordinal) ? 1 : 0;
    }

    /// <summary>Says whether an English word is a part of no term.</summary>
    public static bool IsEmpty(ReadOnlySpan<char> word) => EmptySpans.Contains(word);

    /// <summary>Gets the length of an English word without the ending of its plural.</summary>
    public static int StemLength(ReadOnlySpan<char> word) => word switch
    {
        { Length: <= 3 } => word.Length,
        [.., 'i', 'e', 's'] => word.Length - 3,
        [.., 's', 's', 'e', 's'] or [.., 'x', 'e', 's'] or [.., 'c', 'h', 'e', 's'] or [.., 's', 'h', 'e', 's'] => word.Length - 2,
        [.., 's' or 'u' or 'i', 's'] => word.Length,
        [.., 's' or 'y'] => word.Length - 1,
        _ => word.Length,
    };
}
