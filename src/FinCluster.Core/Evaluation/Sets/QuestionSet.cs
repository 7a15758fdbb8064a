using System.Security.Cryptography;
using System.Text;
using FinCluster.Core.Catalog;

namespace FinCluster.Core.Evaluation.Sets;

/// <summary>The questions of a file, and the file's name by its content.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="Hash">The SHA-256 of its bytes.</param>
/// <param name="Questions">The questions, in the file's order.</param>
public sealed record QuestionSet(string Name, ArtifactHash Hash, IReadOnlyList<EvaluationQuestion> Questions)
{
    /// <summary>The forms of question sets, as users name them.</summary>
    public static IReadOnlyList<string> Formats { get; } = ["auto", "fincluster", "finqa", "fineval"];

    /// <summary>Reads a file.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="content">Its bytes: UTF-8.</param>
    /// <param name="format">One of <see cref="Formats"/>; <c>auto</c> goes by the content.</param>
    /// <exception cref="FormatException">It is no such file; the message says where.</exception>
    public static QuestionSet Read(string name, ReadOnlySpan<byte> content, string format = "auto")
    {
        string text = Encoding.UTF8.GetString(content).TrimStart('\uFEFF');
        IReadOnlyList<EvaluationQuestion> questions = (format == "auto" ? Guess(text) : format) switch
        {
            "finqa" => FinQaReader.Read(text),
            "fineval" => FinEvalReader.Read(text),
            "fincluster" => QuestionLines.Read(text),
            _ => throw new FormatException($"'{format}' is no form of question sets; these are: {string.Join(", ", Formats)}"),
        };
        if (questions.Count == 0)
        {
            throw new FormatException($"{name} has no questions");
        }

        if (questions.GroupBy(question => question.Id, StringComparer.Ordinal).FirstOrDefault(same => same.Skip(1).Any()) is { } twice)
        {
            throw new FormatException($"{name} has two questions '{twice.Key}'");
        }

        return new QuestionSet(name, ArtifactHash.FromDigest(SHA256.HashData(content)), questions);
    }

    // FinQA is one JSON array; FinEval is CSV with a column for each option.
    private static string Guess(string text)
    {
        string start = text.TrimStart();
        string header = start.Split('\n', 2)[0];
        return start.StartsWith('[') ? "finqa"
            : !start.StartsWith('{') && header.Contains("question", StringComparison.OrdinalIgnoreCase) && header.Contains(",A,", StringComparison.Ordinal) ? "fineval"
            : "fincluster";
    }
}
