namespace FinCluster.Training.Adapters;

/// <summary>What an adapter is to be.</summary>
public sealed record AdapterOptions
{
    /// <summary>The matrices of a layer, any of which can be changed.</summary>
    public static readonly IReadOnlyList<string> AllTargets =
        ["attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down"];

    /// <summary>Gets the model that it is for.</summary>
    public required string BasePath { get; init; }

    /// <summary>Gets the folder with the authored texts.</summary>
    public required string CorpusFolder { get; init; }

    /// <summary>Gets the folder with questions that must not be trained on; null for none.</summary>
    public string? HeldOutFolder { get; init; }

    /// <summary>Gets the file to write.</summary>
    public required string OutputPath { get; init; }

    /// <summary>Gets the rank of the changes.</summary>
    public int Rank { get; init; } = 8;

    /// <summary>Gets the scale of the changes times the rank.</summary>
    public float Alpha { get; init; } = 16;

    /// <summary>Gets which matrices of each layer are changed.</summary>
    public IReadOnlyList<string> Targets { get; init; } = AllTargets;

    /// <summary>Gets the number of steps.</summary>
    public int Steps { get; init; } = 150;

    /// <summary>Gets about how many tokens a step reads.</summary>
    public int TokensPerStep { get; init; } = 2048;

    /// <summary>Gets the highest learning rate.</summary>
    public float Rate { get; init; } = 2e-3f;

    /// <summary>Gets the longest change, over the length of all parameters; a longer one is shortened after each step.</summary>
    public double MaxChange { get; init; } = 0.05;

    /// <summary>Gets the threads that compute.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Gets the number from which all draws follow.</summary>
    public int Seed { get; init; } = 1;
}
