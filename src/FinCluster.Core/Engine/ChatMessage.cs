namespace FinCluster.Core.Engine;

/// <summary>Who speaks in a chat message.</summary>
public enum ChatRole
{
    /// <summary>Instructions of the application.</summary>
    System,

    /// <summary>The investor.</summary>
    User,

    /// <summary>The model.</summary>
    Assistant,
}

/// <summary>One message of a conversation.</summary>
/// <param name="Role">Who speaks.</param>
/// <param name="Content">What is said; never null, may be empty.</param>
public sealed record ChatMessage(ChatRole Role, string Content);
