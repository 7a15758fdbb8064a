using FinCluster.Core.Edge.Answers;
using FinCluster.Testing;

namespace FinCluster.Core.Tests.Edge.Answers;

public sealed class ExactAnswerCacheTests
{
    private static readonly AnswerScope Scope = new("release-1", "banking", "acme");

    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void Find_SameQuestionInOtherForm_IsFound()
    {
        ExactAnswerCache cache = Cache(new AnswerCacheOptions());
        cache.Store(AnswerKey.Of(Scope, "什么是ETF？"), Answer("a"));

        Assert.Equal("a", cache.Find(AnswerKey.Of(Scope, " 什么是 ｅｔｆ ? "))?.Text);
        Assert.Null(cache.Find(AnswerKey.Of(Scope, "什么是LOF？")));
    }

    [Fact]
    public void Find_OtherScope_IsNotFound()
    {
        ExactAnswerCache cache = Cache(new AnswerCacheOptions());
        cache.Store(AnswerKey.Of(Scope, "q"), Answer("a"));

        Assert.Null(cache.Find(AnswerKey.Of(Scope with { Release = "release-2" }, "q")));
        Assert.Null(cache.Find(AnswerKey.Of(Scope with { Adapter = "" }, "q")));
        Assert.Null(cache.Find(AnswerKey.Of(Scope with { Salt = "other" }, "q")));
        Assert.Null(cache.Find(AnswerKey.Of(new AnswerScope("release-1banking", "", "acme"), "q")));
        Assert.NotNull(cache.Find(AnswerKey.Of(Scope, "q")));
    }

    [Fact]
    public void Find_TimeIsOver_IsForgotten()
    {
        ExactAnswerCache cache = Cache(new AnswerCacheOptions { Lifetime = TimeSpan.FromMinutes(5) });
        AnswerKey key = AnswerKey.Of(Scope, "q");
        cache.Store(key, Answer("a"));
        _time.Advance(TimeSpan.FromMinutes(4.9));

        // To be asked for does not make an answer younger.
        Assert.NotNull(cache.Find(key));
        _time.Advance(TimeSpan.FromMinutes(0.1));

        Assert.Null(cache.Find(key));
        Assert.Equal(0, cache.Count);
    }

    [Fact]
    public void Store_Full_DropsWhatWasNotUsedForLongest()
    {
        ExactAnswerCache cache = Cache(new AnswerCacheOptions { MaxEntries = 2 });
        AnswerKey[] keys = [.. Enumerable.Range(0, 3).Select(i => AnswerKey.Of(Scope, $"q{i}"))];
        cache.Store(keys[0], Answer("0"));
        cache.Store(keys[1], Answer("1"));
        cache.Find(keys[0]);

        cache.Store(keys[2], Answer("2"));

        Assert.Equal([true, false, true], keys.Select(key => cache.Find(key) is not null));
    }

    [Fact]
    public void Store_Characters_AreBounded()
    {
        ExactAnswerCache cache = Cache(new AnswerCacheOptions { MaxCharacters = 10 });
        AnswerKey first = AnswerKey.Of(Scope, "1");
        AnswerKey second = AnswerKey.Of(Scope, "2");

        cache.Store(first, Answer("123456"));
        cache.Store(first, Answer("1234567"));
        cache.Store(second, Answer("123"));
        Assert.Equal(2, cache.Count);
        cache.Store(second, Answer("1234"));
        Assert.Null(cache.Find(first));
        cache.Store(second, Answer("12345678901"));

        // What replaces an answer and does not fit leaves none: the old one is not right any more.
        Assert.Equal(0, cache.Count);
    }

    [Fact]
    public async Task Store_ManyThreads_StaysBounded()
    {
        ExactAnswerCache cache = Cache(new AnswerCacheOptions { MaxEntries = 16 });

        await Task.WhenAll(Enumerable.Range(0, 4).Select(thread => Task.Run(() =>
        {
            for (int i = 0; i < 2_000; i++)
            {
                AnswerKey key = AnswerKey.Of(Scope, $"{(i * (thread + 1)) % 40}");
                cache.Store(key, Answer("a"));
                cache.Find(key);
            }
        })));

        Assert.Equal(16, cache.Count);
    }

    [Fact]
    public void Options_OutOfRange_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Cache(new AnswerCacheOptions { MaxEntries = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Cache(new AnswerCacheOptions { MaxCharacters = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Cache(new AnswerCacheOptions { Lifetime = TimeSpan.Zero }));
    }

    private static CachedAnswer Answer(string text) => new(text, "m", 1, DateTimeOffset.UnixEpoch);

    private ExactAnswerCache Cache(AnswerCacheOptions options) => new(options, _time);
}
