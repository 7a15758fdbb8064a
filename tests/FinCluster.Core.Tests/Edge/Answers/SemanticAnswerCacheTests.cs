using FinCluster.Core.Edge;
using FinCluster.Core.Edge.Answers;
using FinCluster.Testing;

namespace FinCluster.Core.Tests.Edge.Answers;

public sealed class SemanticAnswerCacheTests : IDisposable
{
    private static readonly AnswerScope Scope = new("release-1", "", "acme");

    private readonly ManualTimeProvider _time = new();
    private readonly SemanticAnswerCache _cache;

    public SemanticAnswerCacheTests() => _cache = new SemanticAnswerCache(
        new SemanticCacheOptions { Dimensions = 3, MaxEntries = 2, Lifetime = TimeSpan.FromMinutes(1) }, EdgeGlossary.Shipped, _time);

    [Fact]
    public void Find_SameQuestionNearby_IsFound()
    {
        _cache.Store(Scope, "什么是可转债", [2, 0, 0], Answer("a"));

        (CachedAnswer answer, double similarity) = _cache.Find(Scope, "可转债是什么意思", [5, 1, 0]) ?? throw new InvalidOperationException("no answer");

        Assert.Equal("a", answer.Text);
        Assert.Equal(5 / Math.Sqrt(26), similarity, 5);
    }

    [Fact]
    public void Find_NearMissOrFarOrOtherScope_IsNotFound()
    {
        _cache.Store(Scope, "怎么买可转债", [1, 0, 0], Answer("a"));

        Assert.Null(_cache.Find(Scope, "怎么卖可转债", [1, 0, 0]));
        Assert.Null(_cache.Find(Scope, "怎么买可转债", [1, 1, 0]));
        Assert.Null(_cache.Find(Scope with { Salt = "other" }, "怎么买可转债", [1, 0, 0]));
        Assert.NotNull(_cache.Find(Scope, "怎么买可转债", [1, 0, 0]));
    }

    [Fact]
    public void Find_TimeIsOver_IsNotFound()
    {
        _cache.Store(Scope, "什么是可转债", [1, 0, 0], Answer("a"));
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Null(_cache.Find(Scope, "什么是可转债", [1, 0, 0]));
    }

    [Fact]
    public void Store_SameQuestion_ReplacesItsAnswer()
    {
        _cache.Store(Scope, "什么是可转债", [1, 0, 0], Answer("a"));
        _cache.Store(Scope, "可转债是什么", [0, 1, 0], Answer("b"));

        Assert.Equal(1, _cache.Count);
        Assert.Equal("b", _cache.Find(Scope, "什么是可转债", [0, 1, 0])?.Answer.Text);
    }

    [Fact]
    public void Store_Full_DropsWhatWasNotUsedForLongest()
    {
        _cache.Store(Scope, "什么是ETF", [1, 0, 0], Answer("etf"));
        _time.Advance(TimeSpan.FromSeconds(1));
        _cache.Store(Scope, "什么是LOF", [0, 1, 0], Answer("lof"));
        _time.Advance(TimeSpan.FromSeconds(1));
        _cache.Find(Scope, "什么是ETF", [1, 0, 0]);
        _time.Advance(TimeSpan.FromSeconds(1));

        _cache.Store(Scope, "什么是FOF", [0, 0, 1], Answer("fof"));

        Assert.Equal(2, _cache.Count);
        Assert.NotNull(_cache.Find(Scope, "什么是ETF", [1, 0, 0]));
        Assert.Null(_cache.Find(Scope, "什么是LOF", [0, 1, 0]));
        Assert.NotNull(_cache.Find(Scope, "什么是FOF", [0, 0, 1]));
    }

    [Fact]
    public void Store_VectorWithoutDirection_IsLeftOut()
    {
        _cache.Store(Scope, "q", [0, 0, 0], Answer("a"));
        _cache.Store(Scope, "q", [float.NaN, 0, 0], Answer("a"));

        Assert.Equal(0, _cache.Count);
        Assert.Null(_cache.Find(Scope, "q", [float.PositiveInfinity, 0, 0]));
        Assert.Throws<ArgumentException>(() => _cache.Find(Scope, "q", [1, 0]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(256)]
    [InlineData(1_021)]
    public void Dot_AnyLength_IsTheSum(int length)
    {
        float[] first = [.. Enumerable.Range(1, length).Select(i => 1f / i)];
        float[] second = [.. Enumerable.Range(1, length).Select(i => (float)(i % 5))];

        Assert.Equal(first.Zip(second, (x, y) => (double)x * y).Sum(), UnitVectors.Dot(first, second), 3);
    }

    [Fact]
    public async Task Find_WhileOthersStore_IsConsistent()
    {
        using var cache = new SemanticAnswerCache(new SemanticCacheOptions { Dimensions = 8, MaxEntries = 64 }, EdgeGlossary.Shipped, _time);
        float[][] vectors = [.. Enumerable.Range(0, 8).Select(i => Enumerable.Range(0, 8).Select(j => i == j ? 1f : 0).ToArray())];

        await Task.WhenAll(Enumerable.Range(0, 4).Select(thread => Task.Run(() =>
        {
            for (int i = 0; i < 1_000; i++)
            {
                int which = (i + thread) % 8;
                cache.Store(Scope, $"question {which}", vectors[which], Answer($"{which}"));
                Assert.Equal($"{which}", cache.Find(Scope, $"question {which}", vectors[which])?.Answer.Text);
            }
        })));

        Assert.Equal(8, cache.Count);
    }

    public void Dispose() => _cache.Dispose();

    private static CachedAnswer Answer(string text) => new(text, "m", 1, DateTimeOffset.UnixEpoch);
}
