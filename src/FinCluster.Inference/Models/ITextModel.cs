namespace FinCluster.Inference.Models;

/// <summary>What reads and writes text with a model needs to know of it. Immutable and thread-safe.</summary>
internal interface ITextModel
{
    /// <summary>Gets the tokens.</summary>
    Vocabulary Vocabulary { get; }

    /// <summary>Gets the chat template; null when the model has none that can be applied.</summary>
    IChatTemplate? ChatTemplate { get; }
}
