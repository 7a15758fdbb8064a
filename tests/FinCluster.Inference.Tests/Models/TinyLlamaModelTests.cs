using FinCluster.Testing.Gguf;

namespace FinCluster.Inference.Tests.Models;

public sealed class TinyLlamaModelTests
{
    [Fact]
    public void Create_SameSeed_IsTheSameFile()
    {
        Assert.Equal(TinyLlamaModel.Create().ToBytes(), TinyLlamaModel.Create().ToBytes());
        Assert.NotEqual(TinyLlamaModel.Create().ToBytes(), TinyLlamaModel.Create(new() { Seed = 2 }).ToBytes());
    }

    [Fact]
    public void Pieces_AreDistinctAndHaveEveryByte()
    {
        Assert.Equal(TinyVocabulary.Pieces.Count, TinyVocabulary.Pieces.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal("<0x00>", TinyVocabulary.Pieces[TinyVocabulary.FirstByteId]);
        Assert.Equal("<0xFF>", TinyVocabulary.Pieces[TinyVocabulary.FirstByteId + 255]);
        Assert.Equal(TinyVocabulary.MessageEnd, TinyVocabulary.Pieces[TinyVocabulary.MessageEndId]);
    }

    [Fact]
    public void JoinedPieces_AreReachedByTheTokenizer()
    {
        var ids = TinyVocabulary.Pieces.Select((piece, id) => (piece, id)).ToDictionary(p => p.piece, p => p.id, StringComparer.Ordinal);

        Assert.All(TinyVocabulary.JoinedIds, id => Assert.Equal([TinyVocabulary.Pieces[id]], Join(TinyVocabulary.Pieces[id], ids)));
        Assert.Equal(["市盈率", "是"], Join("市盈率是", ids));
    }

    // SentencePiece's procedure: join the neighbours whose joined piece has the highest score, the leftmost first.
    private static List<string> Join(string text, Dictionary<string, int> ids)
    {
        List<string> parts = [.. text.Select(c => $"{c}")];
        while (true)
        {
            int best = -1;
            for (int i = 0; i + 1 < parts.Count; i++)
            {
                if (ids.TryGetValue(parts[i] + parts[i + 1], out int id) && (best < 0 || id < ids[parts[best] + parts[best + 1]]))
                {
                    best = i;
                }
            }

            if (best < 0)
            {
                return parts;
            }

            parts[best] += parts[best + 1];
            parts.RemoveAt(best + 1);
        }
    }
}
