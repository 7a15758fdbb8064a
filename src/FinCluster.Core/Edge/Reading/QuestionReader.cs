using System.Buffers;
using FinCluster.Core.Engine;
using FinCluster.Core.Text;

namespace FinCluster.Core.Edge.Reading;

/// <summary>Reads a request once and counts what the signals need. Thread-safe.</summary>
internal sealed class QuestionReader(EdgeGlossary glossary)
{
    /// <summary>The most characters of a question that are read: of a longer one its beginning and its end.</summary>
    public const int MaxCharacters = 8_192;

    private readonly CueMatcher _matcher = new(CueWords.Entries.Concat(glossary.Entries));

    /// <summary>Reads a request.</summary>
    public void Read(EdgeRequest request, out QuestionReading reading)
    {
        ArgumentNullException.ThrowIfNull(request);
        reading = default;
        string question = "";
        int last = -1;
        for (int i = request.Messages.Count - 1; i >= 0 && last < 0; i--)
        {
            if (request.Messages[i].Role == ChatRole.User)
            {
                (question, last) = (request.Messages[i].Content, i);
            }
        }

        for (int i = 0; i < last; i++)
        {
            if (request.Messages[i].Role != ChatRole.System)
            {
                reading.EarlierMessages++;
                reading.EarlierCharacters += request.Messages[i].Content.Length;
            }
        }

        reading.MinAnswerTokens = request.MinAnswerTokens;
        reading.IsConstrained = request.IsConstrained;
        reading.HasTools = request.HasTools;
        ReadQuestion(question, ref reading);
        reading.LacksAdapter = reading.Line != BusinessLine.General
            && request.ResidentLines is { } lines && !lines.Contains(reading.Line);
    }

    private void ReadQuestion(string question, ref QuestionReading reading)
    {
        reading.Characters = question.Length;
        int read = Math.Min(question.Length, MaxCharacters);
        char[] buffer = ArrayPool<char>.Shared.Rent(TextFolder.MaxLength(read));
        try
        {
            int length;
            if (question.Length <= MaxCharacters)
            {
                length = TextFolder.Fold(question, buffer);
            }
            else
            {
                length = TextFolder.Fold(question.AsSpan(0, MaxCharacters / 2), buffer);
                length += TextFolder.Fold(question.AsSpan(question.Length - (MaxCharacters / 2)), buffer.AsSpan(length));
            }

            new QuestionScan(_matcher, buffer.AsSpan(0, length)).Run(ref reading);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(buffer);
        }
    }
}
