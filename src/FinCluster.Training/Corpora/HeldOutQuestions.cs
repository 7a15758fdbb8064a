using System.Text;
using System.Text.Json;

namespace FinCluster.Training.Corpora;

/// <summary>Questions that a model is examined with and must therefore never be trained on. Immutable.</summary>
internal sealed class HeldOutQuestions
{
    private const string Ignored = "？?。.!！，,、；;：:~～";

    private readonly HashSet<string> _questions;

    private HeldOutQuestions(HashSet<string> questions)
    {
        _questions = questions;
    }

    /// <summary>Gets no questions.</summary>
    public static HeldOutQuestions None { get; } = new([]);

    /// <summary>Reads the user messages of all question sets of a folder.</summary>
    /// <exception cref="TrainingException">A line of a file is malformed.</exception>
    public static HeldOutQuestions Read(string folder)
    {
        var questions = new HashSet<string>(StringComparer.Ordinal);
        foreach (string file in Directory.EnumerateFiles(folder, "*.jsonl").Order(StringComparer.Ordinal))
        {
            int number = 0;
            foreach (string line in File.ReadLines(file))
            {
                number++;
                try
                {
                    Add(questions, line);
                }
                catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
                {
                    throw new TrainingException($"{file}, line {number}, is no question with messages: {error.Message}", error);
                }
            }
        }

        return new HeldOutQuestions(questions);
    }

    /// <summary>Says whether a question is one of them, whatever its spaces, signs and capitals.</summary>
    public bool Contains(string question) => _questions.Contains(Normalize(question));

    private static void Add(HashSet<string> questions, string line)
    {
        using JsonDocument document = JsonDocument.Parse(line);
        foreach (JsonElement message in document.RootElement.GetProperty("messages").EnumerateArray())
        {
            if (message.GetProperty("role").GetString() == "user")
            {
                questions.Add(Normalize(message.GetProperty("content").GetString()!));
            }
        }
    }

    private static string Normalize(string question)
    {
        var text = new StringBuilder(question.Length);
        foreach (char c in question)
        {
            if (!char.IsWhiteSpace(c) && !Ignored.Contains(c, StringComparison.Ordinal))
            {
                text.Append(char.ToLowerInvariant(c));
            }
        }

        return text.ToString();
    }
}
