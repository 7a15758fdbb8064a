using System.Text;
using FinCluster.Core.Engine;
using FinCluster.Inference.Models;

namespace FinCluster.Inference.Simulation;

/// <summary>A model without weights: what comes next is a hash of all that came before.</summary>
/// <remarks>
/// So an answer is a function of the request, and at position i of the request and what was answered before i: an engine that
/// resumes an answer goes on with the same text, as a real one does. Immutable and thread-safe.
/// </remarks>
internal sealed class SimulatedModel(int meanAnswerTokens) : ITextModel
{
    /// <summary>The state before the first token.</summary>
    public const ulong EmptyState = 0x9e3779b97f4a7c15;

    // The best tokens of a position; draws with a temperature choose between them.
    private const int Candidates = 8;
    private const float BestLogit = 20;
    private const float CandidateDistance = 0.5f;
    private const ulong Odd = 0xbf58476d1ce4e5b9;

    /// <inheritdoc/>
    public Vocabulary Vocabulary => SimulatedVocabulary.Instance;

    /// <inheritdoc/>
    public IChatTemplate ChatTemplate { get; } = new Template();

    /// <summary>Reads a token: gives the state behind it.</summary>
    public static ulong Next(ulong state, int token)
    {
        ulong high = Math.BigMul(state ^ (ulong)(uint)token, Odd, out ulong low);
        return ulong.RotateLeft(high ^ low, 23) + (ulong)(uint)token + 1;
    }

    /// <summary>Writes one number for each token: the higher, the sooner the token comes next.</summary>
    public void WriteLogits(ulong state, Span<float> logits)
    {
        logits.Clear();
        ulong draw = state;
        for (int rank = 0; rank < Candidates; rank++)
        {
            draw = Next(draw, rank);
            int token = SimulatedVocabulary.OfAlphabet((int)(draw % (ulong)SimulatedVocabulary.Alphabet.Length));
            logits[token] = Math.Max(logits[token], BestLogit - (rank * CandidateDistance));
        }

        // An answer ends by itself with this chance at each position, whatever is drawn.
        if (Next(draw, Candidates) % (ulong)meanAnswerTokens == 0)
        {
            logits[SimulatedVocabulary.End] = 2 * BestLogit;
        }
    }

    /// <summary>Lets an ASCII character come next, unless the answer ends.</summary>
    public static void Force(char character, Span<float> logits)
    {
        float end = logits[SimulatedVocabulary.End];
        logits.Clear();
        logits[SimulatedVocabulary.OfAscii(character)] = BestLogit;
        logits[SimulatedVocabulary.End] = end;
    }

    /// <summary>Computes a vector of length 1 that depends on every token.</summary>
    public static float[] Embed(ReadOnlySpan<int> tokens, int length)
    {
        ulong state = EmptyState;
        foreach (int token in tokens)
        {
            state = Next(state, token);
        }

        float[] vector = new float[length];
        for (int i = 0; i < length; i++)
        {
            state = Next(state, i);
            vector[i] = (float)((state >> 40) / (double)(1 << 24)) - 0.5f;
        }

        float norm = System.Numerics.Tensors.TensorPrimitives.Norm(vector);
        System.Numerics.Tensors.TensorPrimitives.Divide(vector, norm, vector);
        return vector;
    }

    private sealed class Template : IChatTemplate
    {
        public string Apply(IReadOnlyList<ChatMessage> messages)
        {
            var text = new StringBuilder();
            foreach (ChatMessage message in messages)
            {
                text.Append(SimulatedVocabulary.MarkOf(message.Role)).Append(message.Content).Append(SimulatedVocabulary.EndText);
            }

            return text.Append(SimulatedVocabulary.MarkOf(ChatRole.Assistant)).ToString();
        }
    }
}
