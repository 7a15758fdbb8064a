namespace FinCluster.Testing.Gguf;

/// <summary>A random model whose answers adapters of its own can mark, and those adapters.</summary>
/// <remarks>
/// One dimension of every token's embedding is far above the others, so what reaches the output matrix is positive there whatever was asked. An
/// adapter of the output matrix that reads this dimension alone raises the tokens that it is made for, always and by about the same.
/// </remarks>
public static class MarkedLlama
{
    private const float Always = 12;

    /// <summary>Makes the model.</summary>
    public static GgufWriter CreateModel(TinyLlamaOptions? options = null)
    {
        options ??= new TinyLlamaOptions();
        int rows = TinyVocabulary.Pieces.Count;
        return TinyLlamaModel.Create(options).ChangeTensor("token_embd.weight", embedding =>
        {
            float[] values = new float[options.Width * rows];
            Buffer.BlockCopy(embedding.Data, 0, values, 0, embedding.Data.Length);
            for (int row = 0; row < rows; row++)
            {
                values[row * options.Width] = Always;
            }

            return GgufTensor.OfSingles(embedding.Name, values, options.Width, rows);
        });
    }

    /// <summary>Makes an adapter that raises tokens.</summary>
    /// <param name="boosts">The tokens, and by how much; some tens decide every draw.</param>
    /// <param name="rank">The rank; all but the first are zeros.</param>
    /// <param name="options">The shape of the model.</param>
    public static GgufWriter CreateAdapter(IReadOnlyDictionary<int, float> boosts, int rank = 1, TinyLlamaOptions? options = null)
    {
        options ??= new TinyLlamaOptions();
        int rows = TinyVocabulary.Pieces.Count;
        float[] down = new float[options.Width * rank];
        down[0] = 1;
        float[] up = new float[rank * rows];
        foreach ((int token, float boost) in boosts)
        {
            up[token * rank] = boost;
        }

        var writer = new GgufWriter()
            .Set("general.type", "adapter")
            .Set("general.architecture", "llama")
            .Set("general.name", "Marker")
            .Set("adapter.type", "lora")
            .Set("adapter.lora.alpha", (float)rank);
        writer.Tensors.Add(GgufTensor.OfSingles("output.weight.lora_a", down, options.Width, rank));
        writer.Tensors.Add(GgufTensor.OfSingles("output.weight.lora_b", up, rank, rows));
        return writer;
    }

    /// <summary>Makes an adapter whose replica answers with one token only.</summary>
    public static GgufWriter CreateAdapter(int token) => CreateAdapter(new Dictionary<int, float> { [token] = 100 });

    /// <summary>Gets the token of an ASCII character.</summary>
    public static int TokenOf(char character) =>
        TinyVocabulary.Pieces.Index().First(piece => piece.Item == $"{character}").Index;
}
