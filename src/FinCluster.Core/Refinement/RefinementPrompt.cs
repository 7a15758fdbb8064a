using FinCluster.Core.Engine;
using FinCluster.Core.Text;

namespace FinCluster.Core.Refinement;

/// <summary>What the vertical model is asked: the conversation, the draft, and which fields of it to write anew.</summary>
internal static class RefinementPrompt
{
    /// <summary>Writes the messages: those of the conversation, the draft as the answer, then the request for the fields, in the language of the question.</summary>
    public static IReadOnlyList<ChatMessage> Build(IReadOnlyList<ChatMessage> conversation, string draft, IReadOnlyList<string> fields)
    {
        string names = string.Join(", ", fields);
        string question = conversation.LastOrDefault(message => message.Role == ChatRole.User)?.Content ?? "";
        string request = question.Any(TextFolder.IsIdeograph)
            ? $"请核对上面回答中的这些字段，只输出一个JSON对象，包含且仅包含这些字段的正确值：{names}"
            : $"Check these fields of the answer above. Write one JSON object with the right value of each of them and nothing else: {names}";
        return [.. conversation, new ChatMessage(ChatRole.Assistant, draft), new ChatMessage(ChatRole.User, request)];
    }
}
