using FinCluster.Training.Data;
using FinCluster.Training.Model;
using FinCluster.Training.Runs;

namespace FinCluster.Training.Corpora;

/// <summary>Packs conversations of one and of many turns into batches. Thread-safe.</summary>
internal sealed class ConversationSource(
    ITurnSource turns, Corpus corpus, IReadOnlyList<Corpus> others, ChatEncoder encoder, int context, int seed) : IBatchSource
{
    private const int MaxDraws = 100;

    // Share, longest conversation in tokens, most draws of turns.
    private static readonly (double Until, int Tokens, int Draws)[] Shapes = [(0.55, 160, 1), (0.94, 224, 4), (1.0, 700, 40)];

    private readonly string[] _systems = corpus.Wordings("system");

    /// <summary>Makes the source of a corpus in its style, with what the style includes.</summary>
    /// <param name="folder">The folder of the corpus.</param>
    /// <param name="heldOut">Questions that are never drawn.</param>
    /// <param name="encoder">Makes tokens of conversations.</param>
    /// <param name="context">The longest conversation, in tokens.</param>
    /// <param name="seed">The number from which all draws follow.</param>
    /// <param name="mix">The name of the mix; null for the common one.</param>
    /// <param name="also">Other corpora whose questions are drawn too, without the style that they have; null for none.</param>
    public static ConversationSource Open(
        string folder, HeldOutQuestions heldOut, ChatEncoder encoder, int context, int seed, string? mix = null, AlsoCorpora? also = null)
    {
        var corpus = new Corpus(folder, mix);
        ITurnSource turns = new TurnSource(corpus, heldOut, corpus.Style);
        if (corpus.Style.Include is { } include)
        {
            var included = new TurnSource(new Corpus(Path.Combine(folder, include)), heldOut, corpus.Style);
            turns = new WeightedTurnSource([(turns, 1 - corpus.Style.IncludeShare), (included, corpus.Style.IncludeShare)]);
        }

        Corpus[] others = [.. also?.Folders.Select(other => new Corpus(other)) ?? []];
        if (others.Length > 0)
        {
            double share = also!.Share / others.Length;
            turns = new WeightedTurnSource(
                [(turns, 1 - also.Share), .. others.Select(other => ((ITurnSource)new TurnSource(other, heldOut, corpus.Style), share))]);
        }

        return new ConversationSource(turns, corpus, others, encoder, context, seed);
    }

    /// <inheritdoc/>
    public string Fingerprint => string.Join('+', others.Select(other => other.Fingerprint).Prepend(corpus.Fingerprint));

    /// <inheritdoc/>
    public PackedBatch Draw(int step, int part, int tokens)
    {
        Random random = Corpora.Draw.Seeded(seed, step, part);
        var batch = new PackedBatch();
        while (batch.Tokens.Count < tokens)
        {
            EncodedConversation conversation = Next(random, context);
            batch.Add(conversation.Tokens, conversation.Learned);
        }

        return batch;
    }

    private EncodedConversation Next(Random random, int limit)
    {
        double at = random.NextDouble();
        (_, int tokens, int draws) = Shapes.First(shape => at < shape.Until);
        string? system = _systems.Length > 0 && random.Chance(0.35) ? random.Of(_systems) : null;
        List<Turn> conversation = [];
        EncodedConversation? encoded = null;
        for (int i = 0; i < (encoded is null ? MaxDraws : draws); i++)
        {
            conversation.AddRange(turns.Draw(random));
            EncodedConversation longer = encoder.Encode(new Conversation(system, conversation));

            // One question may exceed the shape, but never what the model can read.
            if (longer.Length <= (encoded is null ? limit : Math.Min(tokens, limit)))
            {
                encoded = longer;
            }
            else if (encoded is null)
            {
                conversation.Clear();
            }
            else
            {
                break;
            }
        }

        return encoded ?? throw new TrainingException($"the corpus has no conversation that fits into {limit} tokens");
    }
}
