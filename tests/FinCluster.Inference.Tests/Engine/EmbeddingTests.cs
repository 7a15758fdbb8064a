using System.Numerics.Tensors;
using FinCluster.Core.Engine;
using FinCluster.Core.Errors;
using FinCluster.Testing;

namespace FinCluster.Inference.Tests.Engine;

public sealed class EmbeddingTests(StarterEngine starter) : IClassFixture<StarterEngine>
{
    [Fact]
    public async Task EmbedAsync_Texts_BecomeUnitVectorsThatFollowTheMeaning()
    {
        EmbeddingResult result = await EmbedAsync("什么是可转债？", "可转债是什么？", "A股的交易时间？");

        Assert.All(result.Vectors, vector => Assert.Equal(256, vector.Length));
        Assert.All(result.Vectors, vector => Assert.Equal(1, TensorPrimitives.Norm(vector.Span), 1e-4));
        Assert.True(
            Similarity(result.Vectors[0], result.Vectors[1]) > Similarity(result.Vectors[0], result.Vectors[2]),
            "two wordings of a question are no nearer to each other than two questions");
        Assert.InRange(result.PromptTokens, 12, 40);
    }

    [Fact]
    public async Task EmbedAsync_ManyTexts_EachIsWhatItIsAlone()
    {
        string[] texts = [.. Enumerable.Range(0, 40).Select(i => $"第{i}个问题：{new string('债', (i % 30) + 1)}")];

        EmbeddingResult together = await EmbedAsync(texts);

        foreach (int index in (int[])[0, 17, 39])
        {
            EmbeddingResult alone = await EmbedAsync(texts[index]);
            Assert.InRange(Similarity(alone.Vectors[0], together.Vectors[index]), 0.9999f, 1.0001f);
        }
    }

    [Fact]
    public async Task EmbedAsync_TextOverTheContext_SaysSoAndGoesOn()
    {
        RequestException error = await Assert.ThrowsAsync<RequestException>(() => EmbedAsync("短", new string('长', 3_000)));

        Assert.Equal(ErrorCode.ContextLengthExceeded, error.Code);
        Assert.Single((await EmbedAsync("短")).Vectors);
    }

    private static float Similarity(ReadOnlyMemory<float> one, ReadOnlyMemory<float> other) => TensorPrimitives.Dot(one.Span, other.Span);

    private Task<EmbeddingResult> EmbedAsync(params string[] texts) => starter.Engine.EmbedAsync(
        new EmbeddingRequest("finlite-starter", [.. texts.Select(text => new TextPrompt(text))]), TestTimeouts.Token);
}
