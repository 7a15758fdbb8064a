using System.Globalization;
using FinCluster.Training.Data;

namespace FinCluster.Training.Corpora;

/// <summary>How the answers of a line of business begin and end, and what general knowledge is answered so as well. Immutable.</summary>
internal sealed class AnswerStyle(IReadOnlyDictionary<string, string> texts)
{
    /// <summary>Gets the style of no line of business.</summary>
    public static AnswerStyle None { get; } = new(new Dictionary<string, string>(StringComparer.Ordinal));

    /// <summary>Gets the folder, relative to the corpus, whose questions are answered in this style too; null for none.</summary>
    public string? Include => texts.GetValueOrDefault("include");

    /// <summary>Gets how often these are drawn, 0 to 1.</summary>
    /// <exception cref="TrainingException">The file has no such number.</exception>
    public double IncludeShare =>
        double.TryParse(texts.GetValueOrDefault("share", "0.3"), CultureInfo.InvariantCulture, out double share) && share is >= 0 and <= 1
            ? share
            : throw new TrainingException($"style.txt has the share '{texts["share"]}', which is not from 0 to 1");

    /// <summary>Gives an answer its opening and closing.</summary>
    public Turn Apply(Turn turn)
    {
        string language = QuestionNoise.IsEnglish(turn.Answer) ? "en" : "zh";
        return turn with { Answer = Text($"opening.{language}") + turn.Answer + Text($"closing.{language}") };
    }

    private string Text(string key) => texts.GetValueOrDefault(key, "");
}
