using FinCluster.Core.Engine;

namespace FinCluster.Inference.Models;

/// <summary>Turns a conversation into the text that a model was trained on. Thread-safe.</summary>
internal interface IChatTemplate
{
    /// <summary>Formats a conversation up to and including the beginning of the assistant's answer.</summary>
    string Apply(IReadOnlyList<ChatMessage> messages);
}
