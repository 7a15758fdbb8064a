using System.Text;
using System.Text.Json;
using FinCluster.Core.Engine;
using FinCluster.Core.Errors;

namespace FinCluster.Gateway.OpenAi.Requests;

/// <summary>Reads the <c>messages</c> of a body.</summary>
internal static class ChatMessages
{
    /// <exception cref="RequestException">There are none, or one is wrong.</exception>
    public static IReadOnlyList<ChatMessage> Read(in JsonFields body)
    {
        JsonElement[] items = body.Array("messages") ?? throw body.Missing("messages");
        return items.Length > 0
            ? [.. items.Select(ReadMessage)]
            : throw RequestException.Invalid("messages", "messages must contain at least one message");
    }

    private static ChatMessage ReadMessage(JsonElement json, int index)
    {
        var message = new JsonFields(json, $"messages[{index}]");
        ChatRole role = message.String("role") switch
        {
            "system" or "developer" => ChatRole.System,
            "user" => ChatRole.User,
            "assistant" => ChatRole.Assistant,
            "tool" or "function" => throw new RequestException(
                ErrorCode.Unsupported, $"{message.PathOf("role")} 'tool' is not supported", message.PathOf("role")),
            null => throw message.Missing("role"),
            _ => throw message.Wrong("role", "'system', 'developer', 'user' or 'assistant'"),
        };
        return new ChatMessage(role, ReadContent(message));
    }

    private static string ReadContent(in JsonFields message)
    {
        switch (message.Find("content"))
        {
            case null:
                throw message.Missing("content");
            case { ValueKind: JsonValueKind.String } text:
                return JsonFields.ReadString(text, message.PathOf("content"));
            default:
                string path = message.PathOf("content");
                var content = new StringBuilder();
                foreach (JsonElement part in message.Array("content")!)
                {
                    var fields = new JsonFields(part, path);
                    content.Append(fields.String("type") == "text"
                        ? fields.String("text") ?? throw fields.Missing("text")
                        : throw new RequestException(ErrorCode.Unsupported, $"{path} may only have parts of type 'text'", path));
                }

                return content.ToString();
        }
    }
}
