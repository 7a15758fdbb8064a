using FinCluster.Core.Errors;
using FinCluster.Node.Service;
using FinCluster.Testing;
using FinCluster.Testing.Engine;

namespace FinCluster.Node.Tests.Service;

public sealed class ReplicaSetTests : IAsyncDisposable
{
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(10);

    private readonly FakeInferenceEngine _engine = new("one");
    private readonly ManualTimeProvider _time = new();

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Fact]
    public async Task Remove_InUse_TakesNothingNewAndIsDisposedWithTheLastUse()
    {
        await using var replicas = new ReplicaSet([_engine]);
        ReplicaUse first = replicas.Use("one");
        ReplicaUse second = replicas.Use("one");

        Task removing = replicas.RemoveAsync("one", Drain, _time);
        RequestException refused = Assert.Throws<RequestException>(() => replicas.Use("one"));
        first.Dispose();
        first.Dispose();
        bool early = _engine.IsDisposed;
        second.Dispose();
        await removing.WaitAsync(TestTimeouts.Token);

        Assert.Equal(ErrorCode.ShuttingDown, refused.Code);
        Assert.False(early);
        Assert.True(_engine.IsDisposed);
        Assert.Empty(replicas.All);
    }

    [Fact]
    public async Task Remove_TimeIsUp_IsDisposedInUse()
    {
        await using var replicas = new ReplicaSet([_engine]);
        using ReplicaUse use = replicas.Use("one");

        Task removing = replicas.RemoveAsync("one", Drain, _time);
        await Eventually.IsTrueAsync(() => _time.ArmedTimerCount > 0);
        _time.Advance(Drain);
        await removing.WaitAsync(TestTimeouts.Token);

        Assert.True(_engine.IsDisposed);
    }

    [Fact]
    public async Task Dispose_WhileOneLeaves_WaitsForNobodyAndDisposesAll()
    {
        var other = new FakeInferenceEngine("two");
        var replicas = new ReplicaSet([_engine, other]);
        using ReplicaUse use = replicas.Use("one");
        Task removing = replicas.RemoveAsync("one", Drain, _time);

        await replicas.DisposeAsync().AsTask().WaitAsync(TestTimeouts.Token);

        Assert.True(removing.IsCompletedSuccessfully);
        Assert.Equal((true, true), (_engine.IsDisposed, other.IsDisposed));
    }

    [Fact]
    public async Task Add_AfterItWasRemoved_IsUsedAgain()
    {
        await using var replicas = new ReplicaSet([_engine]);
        int changes = 0;
        replicas.Changed += () => changes++;
        await replicas.RemoveAsync("one", Drain, _time);
        var again = new FakeInferenceEngine("one");

        replicas.Add(again);

        using ReplicaUse use = replicas.Use("one");
        Assert.Same(again, use.Engine);
        Assert.Equal(2, changes);
    }

    [Fact]
    public async Task Use_NameThatNeverWas_IsNotFound()
    {
        await using var replicas = new ReplicaSet([_engine]);

        Assert.Equal(ErrorCode.ModelNotFound, Assert.Throws<RequestException>(() => replicas.Use("two")).Code);
        Assert.Throws<ArgumentException>(() => replicas.Add(new FakeInferenceEngine("one")));
    }
}
