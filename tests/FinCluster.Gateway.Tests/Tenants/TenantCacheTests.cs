using FinCluster.Core.Errors;
using FinCluster.Core.Tenants;
using FinCluster.Gateway.Hosting;
using FinCluster.Gateway.Tenants;
using FinCluster.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace FinCluster.Gateway.Tests.Tenants;

/// <summary>Keys that come to a gateway for the first time, many at once.</summary>
public sealed class TenantCacheTests : IDisposable
{
    private static readonly Tenant Acme = new(new TenantId("acme"), TenantLimits.None, DateTimeOffset.UnixEpoch);
    private static readonly ApiKeyHash Key = ApiKey.Create(DateTimeOffset.UnixEpoch).Record.Hash;

    private readonly ManualTimeProvider _time = new();
    private readonly SlowDirectory _directory = new();
    private readonly TenantCache _cache;

    public TenantCacheTests() =>
        _cache = new TenantCache(_directory, Options.Create(new GatewayOptions()), _time, NullLogger<TenantCache>.Instance);

    public void Dispose() => _cache.Dispose();

    [Fact]
    public async Task Find_ManyBringANewKey_DirectoryIsAskedOnce()
    {
        Task<Tenant?>[] asked = [.. Enumerable.Range(0, 100).Select(_ => _cache.FindAsync(Key, TestTimeouts.Token).AsTask())];
        _directory.Answer(Acme);

        Assert.All(await Task.WhenAll(asked), found => Assert.Same(Acme, found));
        Assert.Same(Acme, await _cache.FindAsync(Key, TestTimeouts.Token));
        Assert.Equal(1, _directory.Calls);
    }

    [Fact]
    public async Task Find_FirstCallerLeaves_TheOthersAreAnswered()
    {
        using var leaves = new CancellationTokenSource();
        Task<Tenant?> first = _cache.FindAsync(Key, leaves.Token).AsTask();
        Task<Tenant?> second = _cache.FindAsync(Key, TestTimeouts.Token).AsTask();
        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        _directory.Answer(Acme);

        Assert.Same(Acme, await second);
        Assert.Equal(1, _directory.Calls);
    }

    [Fact]
    public async Task Find_DirectoryIsAwayForAMoment_IsFoundAllTheSame()
    {
        Task<Tenant?> found = _cache.FindAsync(Key, TestTimeouts.Token).AsTask();
        _directory.Fail();
        await AdvanceUntilAsync(() => _directory.Calls == 2);
        _directory.Answer(Acme);

        Assert.Same(Acme, await found);
    }

    [Fact]
    public async Task Find_DirectoryStaysAway_IsAnErrorAndAskedAnewByTheNext()
    {
        Task<Tenant?> refused = _cache.FindAsync(Key, TestTimeouts.Token).AsTask();
        await AdvanceUntilAsync(() =>
        {
            _directory.Fail();
            return refused.IsCompleted;
        });
        await Assert.ThrowsAsync<ControlPlaneUnavailableException>(() => refused);
        Assert.InRange(_directory.Calls, 2, 10);

        Task<Tenant?> found = _cache.FindAsync(Key, TestTimeouts.Token).AsTask();
        _directory.Answer(Acme);
        Assert.Same(Acme, await found);
    }

    private Task AdvanceUntilAsync(Func<bool> condition) => Eventually.IsTrueAsync(() =>
    {
        _time.Advance(TimeSpan.FromMilliseconds(250));
        return condition();
    });

    /// <summary>Answers when the test says so.</summary>
    private sealed class SlowDirectory : ITenantDirectory
    {
        private readonly Lock _gate = new();

        // Who waits for it goes on at once: what comes of an answer has happened when the test goes on.
        private TaskCompletionSource<Tenant?> _answer = new();
        private int _calls;

        public int Calls => Volatile.Read(ref _calls);

        public void Answer(Tenant? tenant) => Next().SetResult(tenant);

        public void Fail() => Next().SetException(new ControlPlaneUnavailableException("away"));

        public Task<Tenant?> FindByKeyAsync(ApiKeyHash key, CancellationToken cancellationToken)
        {
            lock (_gate)
            {
                Interlocked.Increment(ref _calls);
                return _answer.Task;
            }
        }

        public Task<DirectoryState> GetStateAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> CreateAsync(Tenant tenant, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<Tenant?> FindAsync(TenantId tenant, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<Tenant>> ListAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> SetLimitsAsync(TenantId tenant, TenantLimits limits, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<AddKeyStatus> AddKeyAsync(TenantId tenant, ApiKeyRecord key, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<ApiKeyRecord>> ListKeysAsync(TenantId tenant, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> RevokeKeyAsync(TenantId tenant, string keyId, DateTimeOffset now, CancellationToken cancellationToken) => throw new NotSupportedException();

        // What was asked before is answered; what is asked from now on waits for the next answer.
        private TaskCompletionSource<Tenant?> Next()
        {
            lock (_gate)
            {
                TaskCompletionSource<Tenant?> answered = _answer;
                _answer = new();
                return answered;
            }
        }
    }
}
