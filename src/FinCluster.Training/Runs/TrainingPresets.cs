using FinCluster.Training.Model;

namespace FinCluster.Training.Runs;

/// <summary>The sizes of the models that the project makes.</summary>
public static class TrainingPresets
{
    /// <summary>Gets the names.</summary>
    public static IReadOnlyList<string> Names { get; } = ["tiny", "edge", "central"];

    /// <summary>Gets the sizes of a preset with a vocabulary; null when there is no preset of that name.</summary>
    public static LlamaShape? Find(string name, int vocabulary) => name switch
    {
        // For trying the path: seconds.
        "tiny" => new LlamaShape { Vocabulary = vocabulary, Width = 32, Layers = 2, Heads = 2, FeedForward = 64, Context = 512 },
        "edge" => new LlamaShape { Vocabulary = vocabulary, Width = 160, Layers = 4, Heads = 5, FeedForward = 448 },
        "central" => new LlamaShape { Vocabulary = vocabulary, Width = 256, Layers = 6, Heads = 8, FeedForward = 704 },
        _ => null,
    };
}
