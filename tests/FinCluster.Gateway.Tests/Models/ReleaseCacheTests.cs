using FinCluster.Core.Catalog;
using FinCluster.Core.Errors;
using FinCluster.Gateway.Models;
using FinCluster.Testing;
using FinCluster.Testing.Catalog;

namespace FinCluster.Gateway.Tests.Models;

public sealed class ReleaseCacheTests
{
    private static readonly ArtifactHash File = MemoryCatalog.HashOf("rules");

    private readonly ManualTimeProvider _time = new();
    private readonly ReleaseCache<string, string> _cache;
    private int _made;

    public ReleaseCacheTests() => _cache = new("rules", _time);

    [Fact]
    public async Task Of_AskedByMany_IsMadeOnce()
    {
        var begun = new TaskCompletionSource<string>();
        Task<string>[] asked = [.. Enumerable.Range(0, 8).Select(_ => OfAsync("a", () => begun.Task))];
        begun.SetResult("made");

        Assert.All(await Task.WhenAll(asked), made => Assert.Equal("made", made));
        Assert.Equal("made", await OfAsync("a", () => Task.FromResult("again")));
        Assert.Equal(1, _made);
    }

    [Fact]
    public async Task Of_NobodyAskedInTenMinutes_IsForgottenWhenTheNextIsMade()
    {
        await OfAsync("old");
        await OfAsync("used");
        _time.Advance(TimeSpan.FromMinutes(9));
        await OfAsync("used");
        _time.Advance(TimeSpan.FromMinutes(1));
        await OfAsync("new");
        Assert.Equal(3, _made);

        await OfAsync("used");
        Assert.Equal(3, _made);
        await OfAsync("old");
        Assert.Equal(4, _made);
    }

    [Fact]
    public async Task Of_FileThatCannotBeRead_IsAnErrorAndTriedAgain()
    {
        RequestException error = await Assert.ThrowsAsync<RequestException>(() => OfAsync("a", () => throw new IOException("no disk")));

        Assert.Equal(ErrorCode.ArtifactUnavailable, error.Code);
        Assert.StartsWith($"the rules {File} ", error.Message, StringComparison.Ordinal);
        Assert.Equal("made", await OfAsync("a"));
    }

    [Fact]
    public async Task Of_FirstAskerLeaves_ItIsMadeForTheOthers()
    {
        var begun = new TaskCompletionSource<string>();
        using var leaves = new CancellationTokenSource();
        Task<string> first = OfUntilAsync("a", () => begun.Task, leaves.Token);
        Task<string> second = OfAsync("a", () => begun.Task);
        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        begun.SetResult("made");

        Assert.Equal("made", await second);
        Assert.Equal(1, _made);
    }

    private Task<string> OfAsync(string key, Func<Task<string>>? make = null) => OfUntilAsync(key, make ?? (() => Task.FromResult("made")), TestTimeouts.Token);

    private Task<string> OfUntilAsync(string key, Func<Task<string>> make, CancellationToken cancellationToken) => _cache.OfAsync(
        key,
        File,
        make,
        wanted =>
        {
            Interlocked.Increment(ref _made);
            return wanted();
        },
        cancellationToken).AsTask();
}
