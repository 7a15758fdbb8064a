using System.Collections.Frozen;
using FinCluster.Core.Compliance.Guard.Rules;
using FinCluster.Core.Compliance.Labels;

namespace FinCluster.Core.Compliance.Guard;

/// <summary>What is answered instead of what is refused: a fixed text for each category and locale. Immutable.</summary>
public sealed class RefusalTexts
{
    private readonly FrozenDictionary<(string Locale, GuardCategory Category), string> _texts;

    internal RefusalTexts(IEnumerable<RulePack> packs)
    {
        var texts = new Dictionary<(string Locale, GuardCategory Category), string>();
        foreach (((string Locale, GuardCategory Category) key, string text) in packs.SelectMany(pack => pack.Refusals))
        {
            texts[key] = text;
        }

        _texts = texts.ToFrozenDictionary();
    }

    /// <summary>Gets the text; a general one where the packs have none for the category.</summary>
    /// <param name="category">What was refused; null when nobody knows.</param>
    /// <param name="locale">The language of who asks.</param>
    public string For(GuardCategory? category, AnswerLocale locale) =>
        category is { } known && _texts.TryGetValue((CodeOf(locale), known), out string? text)
            ? text
            : locale == AnswerLocale.Chinese ? "抱歉，这个请求我无法协助。" : "I am sorry, I cannot help with this request.";

    private static string CodeOf(AnswerLocale locale) => locale == AnswerLocale.Chinese ? "zh" : "en";
}
