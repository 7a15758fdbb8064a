using System.Text;
using System.Text.Json;
using FinCluster.Core.Evaluation.Scoring;

namespace FinCluster.Training.Corpora;

/// <summary>Questions that a model is examined with and must therefore never be trained on. Immutable.</summary>
internal sealed class HeldOutQuestions
{
    private const string Ignored = "？?。.!！，,、；;：:~～";

    // Of short questions any other character makes another question, so they are alike only when they are the same.
    private const double NearCopy = 0.85;

    private readonly HashSet<string> _questions;
    private readonly ILookup<int, string> _byLength;

    private HeldOutQuestions(HashSet<string> questions)
    {
        _questions = questions;
        _byLength = questions.ToLookup(question => question.Length);
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

    /// <summary>Says whether a question is one of them or a near copy, whatever its spaces, signs and capitals.</summary>
    /// <remarks>The same words with other numbers are another question: which numbers are held out, <see cref="ArithmeticQuestions"/> says.</remarks>
    public bool Contains(string question)
    {
        string text = Normalize(question);
        if (_questions.Contains(text))
        {
            return true;
        }

        int least = (int)Math.Ceiling(text.Length * NearCopy);
        int most = (int)(text.Length / NearCopy);
        return Enumerable.Range(least, most - least + 1).SelectMany(length => _byLength[length])
            .Any(known => HasSameNumbers(known, text) && EditSimilarity.Of(known, text) >= NearCopy);
    }

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

    private static bool HasSameNumbers(string left, string right) => left.Where(char.IsAsciiDigit).SequenceEqual(right.Where(char.IsAsciiDigit));

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
