namespace FinCluster.Core.Compliance.Text;

/// <summary>
/// Brings a text into the form that rules and classifiers read, so that writing a word in an unusual way does not hide it: compatibility characters
/// in their plain form, lower case, simplified Chinese, letters of other scripts that look Latin as Latin ones, no accents, no invisible characters,
/// nothing between the characters of a Chinese word, and no blanks inside a word that is s p a c e d.
/// </summary>
/// <remarks>
/// Thread-safe. It differs from <see cref="FinCluster.Core.Text.TextFolder"/>, which learned weights depend on, in that it expects somebody who hides words, and
/// in that it knows where everything comes from.
/// </remarks>
public static class TextNormalizer
{
    /// <summary>Normalises a text. The time and the memory are linear in its length.</summary>
    public static NormalizedText Normalize(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var stream = new NormalizingStream(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            stream.Push(text[i]);
        }

        stream.Complete();
        return new NormalizedText(text, new string(stream.Text), stream.Offsets.ToArray());
    }
}
