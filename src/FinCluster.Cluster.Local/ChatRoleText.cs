using FinCluster.Core.Engine;

namespace FinCluster.Cluster.Local;

/// <summary>The names of the chat roles in the database. They are stored, so they never change.</summary>
internal static class ChatRoleText
{
    private const string System = "system";
    private const string User = "user";
    private const string Assistant = "assistant";

    /// <summary>Names a role.</summary>
    public static string Format(ChatRole role) => role switch
    {
        ChatRole.System => System,
        ChatRole.User => User,
        ChatRole.Assistant => Assistant,
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "The role has no name in the database."),
    };

    /// <summary>Reads the name of a role.</summary>
    public static ChatRole Parse(string name) => name switch
    {
        System => ChatRole.System,
        User => ChatRole.User,
        Assistant => ChatRole.Assistant,
        _ => throw new InvalidDataException($"The database holds the unknown chat role '{name}'."),
    };
}
