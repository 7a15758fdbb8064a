using System.Collections.Frozen;
using FinCluster.Core.Compliance.Guard.Rules;
using FinCluster.Core.Text;

namespace FinCluster.Core.Compliance.Guard;

/// <summary>What is answered instead of what is refused: a fixed text for each category and locale. Immutable.</summary>
public sealed class RefusalTexts
{
    /// <summary>The locale of Chinese texts.</summary>
    public const string Chinese = "zh";

    /// <summary>The locale of all others.</summary>
    public const string English = "en";

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
    /// <param name="locale"><see cref="Chinese"/> or <see cref="English"/>.</param>
    public string For(GuardCategory? category, string locale) =>
        category is { } known && _texts.TryGetValue((locale, known), out string? text)
            ? text
            : locale == Chinese ? "抱歉，这个请求我无法协助。" : "I am sorry, I cannot help with this request.";

    /// <summary>Says in which locale a text is best answered: Chinese when it holds Chinese characters in any number that matters.</summary>
    public static string DetectLocale(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int ideographs = 0;
        int letters = 0;
        foreach (char c in text)
        {
            ideographs += TextFolder.IsIdeograph(c) ? 1 : 0;
            letters += char.IsAsciiLetter(c) ? 1 : 0;
        }

        // A Chinese character says about as much as four letters.
        return ideographs > 0 && ideographs * 4 >= letters ? Chinese : English;
    }
}
