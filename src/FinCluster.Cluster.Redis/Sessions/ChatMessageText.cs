using FinCluster.Core.Engine;

namespace FinCluster.Cluster.Redis.Sessions;

/// <summary>A message as Redis keeps it: one letter for the role, then the content.</summary>
internal static class ChatMessageText
{
    private const char System = 's';
    private const char User = 'u';
    private const char Assistant = 'a';

    /// <summary>Writes a message.</summary>
    public static string Format(ChatMessage message) => message.Role switch
    {
        ChatRole.System => System + message.Content,
        ChatRole.User => User + message.Content,
        ChatRole.Assistant => Assistant + message.Content,
        _ => throw new ArgumentOutOfRangeException(nameof(message), message.Role, "The role has no letter in Redis."),
    };

    /// <summary>Reads a message.</summary>
    public static ChatMessage Parse(string text) => text switch
    {
        [System, .. string content] => new ChatMessage(ChatRole.System, content),
        [User, .. string content] => new ChatMessage(ChatRole.User, content),
        [Assistant, .. string content] => new ChatMessage(ChatRole.Assistant, content),
        _ => throw new InvalidDataException("Redis holds a message of an unknown role."),
    };
}
