using FinCluster.Core.Admission;
using FinCluster.Core.Errors;
using FinCluster.Core.Tenants;
using FinCluster.Testing;

namespace FinCluster.Core.Tests.Admission;

public sealed class AdmissionQueueTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly AdmissionOptions _options = new() { MaxQueuedRequests = 4, MaxQueueTime = TimeSpan.FromSeconds(10) };
    private readonly AdmissionQueue _queue;

    public AdmissionQueueTests()
    {
        _queue = new AdmissionQueue(_options, new AdmissionCapacity(1, 1_000), _time);
    }

    [Fact]
    public void Enter_Room_RunsAtOnce()
    {
        ValueTask<AdmissionSlot> entering = Enter("a");

        Assert.True(entering.IsCompletedSuccessfully);
        Assert.Equal((1, 0), (_queue.RunningCount, _queue.QueuedCount));
    }

    [Fact]
    public async Task Release_OneWaits_RunsNextAndKnowsHowLongItWaited()
    {
        AdmissionSlot first = await Enter("a");
        Task<AdmissionSlot> second = Enter("a").AsTask();
        Assert.False(second.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(3));

        first.Dispose();
        first.Dispose();

        Assert.Equal(TimeSpan.FromSeconds(3), (await second.WaitAsync(TestTimeouts.Token)).Waited);
        Assert.Equal((1, 0), (_queue.RunningCount, _queue.QueuedCount));
        Assert.Equal(0, _time.ArmedTimerCount);
    }

    [Fact]
    public async Task Release_ALowerClassCameFirst_TheHigherGoesFirst()
    {
        AdmissionSlot running = await Enter("a");
        var order = new List<SloClass>();
        Task[] waiting = [.. new[] { SloClass.Batch, SloClass.Standard, SloClass.Interactive, SloClass.Realtime }.Select(
            value => NoteAsync(Enter("a", value), order, value))];

        running.Dispose();
        await Task.WhenAll(waiting).WaitAsync(TestTimeouts.Token);

        Assert.Equal([SloClass.Realtime, SloClass.Interactive, SloClass.Standard, SloClass.Batch], order);
    }

    [Fact]
    public async Task Enter_TokensDoNotFit_WaitsAndNobodyOvertakes()
    {
        _queue.SetCapacity(new AdmissionCapacity(10, 1_000));
        AdmissionSlot half = await Enter("a", tokens: 600);
        Task<AdmissionSlot> large = Enter("a", tokens: 500).AsTask();
        Task<AdmissionSlot> small = Enter("b", SloClass.Batch, tokens: 1).AsTask();
        Assert.False(large.IsCompleted || small.IsCompleted);

        half.Dispose();

        await Task.WhenAll(large, small).WaitAsync(TestTimeouts.Token);
    }

    [Fact]
    public async Task Enter_MoreThanAllCapacity_RunsAlone()
    {
        _queue.SetCapacity(new AdmissionCapacity(10, 1_000));
        AdmissionSlot other = await Enter("a", tokens: 1);
        Task<AdmissionSlot> huge = Enter("a", tokens: 5_000).AsTask();
        Assert.False(huge.IsCompleted);

        other.Dispose();

        Assert.Equal(1, _queue.RunningCount);
        (await huge.WaitAsync(TestTimeouts.Token)).Dispose();
    }

    [Fact]
    public async Task SetCapacity_More_LetsWaitingOnesRun()
    {
        await Enter("a");
        Task<AdmissionSlot> second = Enter("a").AsTask();

        _queue.SetCapacity(new AdmissionCapacity(2, 1_000));

        await second.WaitAsync(TestTimeouts.Token);
    }

    [Fact]
    public async Task Deadline_PassesInTheQueue_LeavesItAndNeverRuns()
    {
        AdmissionSlot running = await Enter("a");
        Task<AdmissionSlot> waiting = Enter("a", deadline: TimeSpan.FromSeconds(2)).AsTask();

        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(ErrorCode.DeadlineExceeded, (await Assert.ThrowsAsync<RequestException>(() => waiting)).Code);
        Assert.Equal(0, _queue.QueuedCount);
        running.Dispose();
        Assert.Equal(0, _queue.RunningCount);
    }

    [Fact]
    public async Task Wait_LongerThanAllowed_IsOverloaded()
    {
        await Enter("a");
        Task<AdmissionSlot> waiting = Enter("a", deadline: TimeSpan.FromHours(1)).AsTask();

        _time.Advance(_options.MaxQueueTime);

        RequestException error = await Assert.ThrowsAsync<RequestException>(() => waiting);
        Assert.Equal(ErrorCode.Overloaded, error.Code);
        Assert.InRange(error.RetryAfter!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Enter_DeadlineAlreadyPassed_IsRefused() =>
        Assert.Equal(
            ErrorCode.DeadlineExceeded,
            (await Assert.ThrowsAsync<RequestException>(async () => await Enter("a", deadline: TimeSpan.Zero))).Code);

    [Fact]
    public async Task Cancel_InTheQueue_LeavesAtOnce()
    {
        await Enter("a");
        using var source = new CancellationTokenSource();
        Task<AdmissionSlot> waiting = _queue.EnterAsync(Request("a"), source.Token).AsTask();

        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal((0, 0), (_queue.QueuedCount, _time.ArmedTimerCount));
    }

    [Fact]
    public async Task Cancel_TheOneThatDidNotFit_LetsTheNextRun()
    {
        _queue.SetCapacity(new AdmissionCapacity(10, 1_000));
        await Enter("a", tokens: 600);
        using var source = new CancellationTokenSource();
        _ = _queue.EnterAsync(Request("a", tokens: 500), source.Token).AsTask();
        Task<AdmissionSlot> small = Enter("a", tokens: 100).AsTask();

        await source.CancelAsync();

        await small.WaitAsync(TestTimeouts.Token);
    }

    [Fact]
    public async Task Enter_QueueFullOfOneTenant_RefusesItsNextAndMakesRoomForAnother()
    {
        using AdmissionSlot running = await Enter("a");
        Task<AdmissionSlot>[] waiting = [.. Enumerable.Range(0, 4).Select(_ => Enter("a").AsTask())];

        RequestException refused = await Assert.ThrowsAsync<RequestException>(async () => await Enter("a"));
        Assert.Equal((ErrorCode.Overloaded, true), (refused.Code, refused.RetryAfter >= TimeSpan.FromSeconds(1)));
        Task<AdmissionSlot> other = Enter("b").AsTask();

        Assert.Equal(ErrorCode.Overloaded, (await Assert.ThrowsAsync<RequestException>(() => waiting[^1])).Code);
        Assert.Equal((4, false), (_queue.QueuedCount, other.IsCompleted));
    }

    [Fact]
    public async Task Enter_QueueFullOfALowerClass_TakesItsPlace()
    {
        using AdmissionSlot running = await Enter("a");
        Task<AdmissionSlot>[] batch = [.. Enumerable.Range(0, 4).Select(i => Enter($"{i}", SloClass.Batch).AsTask())];

        _ = Enter("a", SloClass.Realtime).AsTask();

        Assert.Equal((3, 1), (_queue.QueuedOf(SloClass.Batch), _queue.QueuedOf(SloClass.Realtime)));
        Assert.Equal(1, batch.Count(task => task.IsFaulted));
        await Assert.ThrowsAsync<RequestException>(async () => await Enter("b", SloClass.Batch));
    }

    [Fact]
    public async Task ReportOutput_EachToken_AllocatesNothing()
    {
        using AdmissionSlot slot = await Enter("a");

        Assert.Equal(0, Allocations.Least(() =>
        {
            for (int i = 0; i < 10_000; i++)
            {
                slot.ReportOutput(1);
            }
        }));
    }

    private static async Task NoteAsync(ValueTask<AdmissionSlot> entering, List<SloClass> order, SloClass value)
    {
        AdmissionSlot slot = await entering;
        order.Add(value);
        slot.Dispose();
    }

    private static AdmissionRequest Request(
        string tenant, SloClass value = SloClass.Standard, int tokens = 10, TimeSpan? deadline = null) =>
        new(new TenantId(tenant), value, 1, tokens, 0, deadline);

    private ValueTask<AdmissionSlot> Enter(
        string tenant, SloClass value = SloClass.Standard, int tokens = 10, TimeSpan? deadline = null) =>
        _queue.EnterAsync(Request(tenant, value, tokens, deadline), CancellationToken.None);
}
