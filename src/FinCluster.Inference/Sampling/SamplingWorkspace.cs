namespace FinCluster.Inference.Sampling;

/// <summary>Scratch memory of one engine thread, sized for the vocabulary, so that drawing a token allocates nothing.</summary>
internal sealed class SamplingWorkspace(int vocabularySize)
{
    /// <summary>Gets one number for each token.</summary>
    public float[] Weights { get; } = new float[vocabularySize];

    /// <summary>Gets a copy of the logits as the model computed them, for requests that ask for probabilities.</summary>
    public float[] Raw { get; } = new float[vocabularySize];

    /// <summary>Gets room for the candidates of one draw.</summary>
    public Candidate[] Candidates { get; } = new Candidate[vocabularySize];
}

/// <summary>A token that may be drawn.</summary>
/// <param name="Weight">Its probability relative to the best token's.</param>
/// <param name="Token">Its id.</param>
internal readonly record struct Candidate(float Weight, int Token) : IComparable<Candidate>
{
    /// <summary>Sorts the most probable first; ties go to the lower id, so that the order is the same everywhere.</summary>
    public int CompareTo(Candidate other)
    {
        int byWeight = other.Weight.CompareTo(Weight);
        return byWeight != 0 ? byWeight : Token.CompareTo(other.Token);
    }
}
