namespace FinCluster.Inference.Models;

/// <summary>A model that reads conversations by another template than its own. Immutable and thread-safe.</summary>
/// <param name="model">The model.</param>
/// <param name="template">The template.</param>
internal sealed class TemplatedModel(ITextModel model, IChatTemplate template) : ITextModel
{
    /// <inheritdoc/>
    public Vocabulary Vocabulary => model.Vocabulary;

    /// <inheritdoc/>
    public IChatTemplate ChatTemplate => template;
}
