using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using FinCluster.Core.Compliance.Labels;
using FinCluster.Core.Engine;

namespace FinCluster.Core.Knowledge;

/// <summary>Writes passages into what a model reads.</summary>
public static class KnowledgePrompt
{
    /// <summary>How many passages a question is given at most.</summary>
    public const int MaxPassages = 3;

    /// <summary>How many characters they have together at most, titles included.</summary>
    public const int MaxCharacters = 2_400;

    /// <summary>Finds the question of a conversation, and the one before it; null when there is none.</summary>
    public static (string Question, string? Earlier)? FindQuestion(IReadOnlyList<ChatMessage> messages)
    {
        ArgumentNullException.ThrowIfNull(messages);
        string[] asked = [.. messages.Where(message => message.Role == ChatRole.User).Select(message => message.Content).TakeLast(2)];
        return asked switch
        {
            [] => null,
            [var only] => (only, null),
            [var earlier, var question] => (question, earlier),
            _ => throw new InvalidOperationException("two were taken"),
        };
    }

    /// <summary>Gets as many of the best passages as have room.</summary>
    public static ImmutableArray<KnowledgeMatch> Bound(ImmutableArray<KnowledgeMatch> matches)
    {
        int count = 0;
        for (int length = 0; count < matches.Length && count < MaxPassages; count++)
        {
            length += matches[count].Passage.Title.Length + matches[count].Passage.Text.Length;
            if (length > MaxCharacters)
            {
                break;
            }
        }

        return [.. matches.Take(count)];
    }

    /// <summary>Writes passages before the question of a conversation, in its language; everything before the question stays as it is.</summary>
    public static IReadOnlyList<ChatMessage> Add(IReadOnlyList<ChatMessage> messages, ImmutableArray<KnowledgeMatch> matches)
    {
        ArgumentNullException.ThrowIfNull(messages);
        int last = -1;
        for (int i = 0; i < messages.Count; i++)
        {
            last = messages[i].Role == ChatRole.User ? i : last;
        }

        return last < 0 || matches.IsEmpty
            ? messages
            : [.. messages.Take(last), messages[last] with { Content = Write(messages[last].Content, matches) }, .. messages.Skip(last + 1)];
    }

    private static string Write(string question, ImmutableArray<KnowledgeMatch> matches)
    {
        bool isChinese = AnswerLocales.Of(question) == AnswerLocale.Chinese;
        var text = new StringBuilder(isChinese
            ? "请依据以下资料回答问题；资料中没有的，请说明资料未提及。\n"
            : "Answer from the material below; say so where it does not hold the answer.\n");
        for (int i = 0; i < matches.Length; i++)
        {
            KnowledgePassage passage = matches[i].Passage;
            text.Append(CultureInfo.InvariantCulture, $"[{i + 1}] {passage.Title}");
            if (passage.AsOf is { } day)
            {
                string date = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
                text.Append(isChinese ? $"（截至{date}）" : $" (as of {date})");
            }

            text.Append(isChinese ? "：" : ": ").Append(passage.Text).Append('\n');
        }

        return text.Append(isChinese ? "\n问题：" : "\nQuestion: ").Append(question).ToString();
    }
}
