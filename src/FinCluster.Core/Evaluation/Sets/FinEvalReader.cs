using FinCluster.Core.Engine;

namespace FinCluster.Core.Evaluation.Sets;

/// <summary>Reads files in FinEval's form: CSV with the columns <c>question</c>, <c>A</c>, <c>B</c>, <c>C</c>, <c>D</c>, <c>answer</c>, and perhaps <c>id</c>.</summary>
internal static class FinEvalReader
{
    private static readonly string[] Options = ["A", "B", "C", "D"];

    /// <summary>Reads all rows.</summary>
    /// <exception cref="FormatException">It is no such file.</exception>
    public static IReadOnlyList<EvaluationQuestion> Read(string text)
    {
        IReadOnlyList<string[]> rows = CsvText.Read(text);
        string[] header = rows.Count > 0 ? rows[0] : [];
        int question = Column(header, "question");
        int answer = Column(header, "answer");
        int[] options = [.. Options.Select(option => Column(header, option))];
        int id = Array.IndexOf(header, "id");
        return [.. rows.Skip(1).Select((row, index) => ToQuestion(row, index))];

        EvaluationQuestion ToQuestion(string[] row, int index)
        {
            if (row.Length != header.Length || !Options.Contains(row[answer].Trim(), StringComparer.Ordinal))
            {
                throw new FormatException($"row {index + 1} of the FinEval file has not {header.Length} columns, or no answer A to D");
            }

            string choices = string.Join('\n', Options.Select((option, i) => $"{option}. {row[options[i]].Trim()}"));
            return new EvaluationQuestion
            {
                Id = id >= 0 && row[id].Length > 0 ? row[id] : $"fineval-{index:00000}",
                Language = "zh",
                Kind = "choice",
                Domain = "general",
                Messages = [new ChatMessage(ChatRole.User, $"{row[question].Trim()}\n{choices}\n请只回答正确选项的字母。")],
                Reference = row[answer].Trim(),
                Scoring = ScoringRule.Choice,
            };
        }
    }

    private static int Column(string[] header, string name) => Array.IndexOf(header, name) is >= 0 and int column
        ? column
        : throw new FormatException($"the FinEval file has no column '{name}'");
}
