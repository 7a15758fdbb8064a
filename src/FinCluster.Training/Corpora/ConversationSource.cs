using FinCluster.Training.Data;
using FinCluster.Training.Model;
using FinCluster.Training.Runs;

namespace FinCluster.Training.Corpora;

/// <summary>Packs conversations of one and of many turns into batches. Thread-safe.</summary>
internal sealed class ConversationSource(TurnSource turns, Corpus corpus, ChatEncoder encoder, int context, int seed) : IBatchSource
{
    // Share, longest conversation in tokens, most draws of turns.
    private static readonly (double Until, int Tokens, int Draws)[] Shapes = [(0.55, 160, 1), (0.94, 224, 4), (1.0, 700, 40)];

    private readonly string[] _systems = corpus.Wordings("system");

    /// <inheritdoc/>
    public string Fingerprint => corpus.Fingerprint;

    /// <inheritdoc/>
    public PackedBatch Draw(int step, int part, int tokens)
    {
        Random random = Corpora.Draw.Seeded(seed, step, part);
        var batch = new PackedBatch();
        while (batch.Tokens.Count < tokens)
        {
            EncodedConversation conversation = Next(random, Math.Min(context, tokens));
            batch.Add(conversation.Tokens, conversation.Learned);
        }

        return batch;
    }

    private EncodedConversation Next(Random random, int limit)
    {
        double at = random.NextDouble();
        (_, int tokens, int draws) = Shapes.First(shape => at < shape.Until);
        string? system = _systems.Length > 0 && random.Chance(0.35) ? random.Of(_systems) : null;
        List<Turn> conversation = [.. turns.Draw(random)];
        EncodedConversation encoded = encoder.Encode(new Conversation(system, conversation));
        for (int i = 1; i < draws; i++)
        {
            conversation.AddRange(turns.Draw(random));
            EncodedConversation longer = encoder.Encode(new Conversation(system, conversation));
            if (longer.Length > Math.Min(tokens, limit))
            {
                break;
            }

            encoded = longer;
        }

        return encoded;
    }
}
