using FinCluster.Core.Admission;
using FinCluster.Core.Tenants;
using FinCluster.Testing;

namespace FinCluster.Core.Tests.Admission;

/// <summary>A tenant that wants everything leaves room for those that want little, and only then.</summary>
public sealed class HeadroomTests
{
    private const int Slots = 16;
    private const int Streams = 20;

    private static readonly TimeSpan Answer = TimeSpan.FromMilliseconds(340);

    private readonly ManualTimeProvider _time = new();
    private readonly AdmissionQueue _queue;

    public HeadroomTests()
    {
        _queue = new AdmissionQueue(new AdmissionOptions(), new AdmissionCapacity(Streams, 1_000_000) { Slots = Slots }, _time);
    }

    [Fact]
    public void Enter_OneTenantAlone_HasAllStreams()
    {
        Fill("large", 30);

        Assert.Equal(Streams, _queue.RunningCount);
    }

    [Fact]
    public async Task Enter_AnotherTenantAsksNowAndThen_FindsASlotAtOnce()
    {
        (await Enter("small")).Dispose();
        Fill("large", 30);
        Assert.Equal(Slots - 4, _queue.RunningCount);

        Assert.True(Enter("small").IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Release_OthersHaveLongBeenSilent_NothingIsKeptForThem()
    {
        (await Enter("small")).Dispose();
        Task<AdmissionSlot>[] large = Fill("large", 30);
        Assert.InRange(_queue.RunningCount, 1, Slots - 1);
        _time.Advance(TimeSpan.FromSeconds(31));
        Fill("large", 1);
        _time.Advance(TimeSpan.FromSeconds(31));

        Fill("large", Streams);

        Assert.Equal(Streams, _queue.RunningCount);
        Assert.True(large[0].IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Enter_MoreUrgentRequestsAreHeldBack_LessUrgentOnesDoNotPass()
    {
        (await Enter("small")).Dispose();
        Fill("large", 30, SloClass.Realtime);

        Assert.False(Enter("small", SloClass.Batch).IsCompleted);
        Assert.True(Enter("small", SloClass.Realtime).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Enter_NoHeadroom_FillsAllStreams()
    {
        var queue = new AdmissionQueue(new AdmissionOptions { Headroom = 0 }, new AdmissionCapacity(Slots, 1_000_000), _time);
        AdmissionRequest Ask(string tenant) => new(new TenantId(tenant), SloClass.Standard, 1, 10, 10, null);
        (await queue.EnterAsync(Ask("small"), CancellationToken.None)).Dispose();

        Task<AdmissionSlot>[] large = [.. Enumerable.Range(0, 30).Select(_ => queue.EnterAsync(Ask("large"), CancellationToken.None).AsTask())];

        Assert.Equal(Slots, large.Count(entering => entering.IsCompleted));
    }

    [Fact]
    public async Task SetCapacity_OneSlot_IsNotKeptFree()
    {
        _queue.SetCapacity(new AdmissionCapacity(1, 1_000));
        (await Enter("small")).Dispose();

        Assert.True(Enter("large").IsCompletedSuccessfully);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task NineSmallTenantsBesideALargeOne_NearlyNoneOfTheirRequestsWaits(int seed)
    {
        var random = new Random(seed);
        TimeSpan end = TimeSpan.FromSeconds(120), nextSmall = TimeSpan.Zero;
        var running = new PriorityQueue<Task<AdmissionSlot>, TimeSpan>();
        var waiting = new List<Task<AdmissionSlot>>();
        var large = new List<Task<AdmissionSlot>>();
        int small = 0, delayed = 0, served = 0;
        for (TimeSpan now = TimeSpan.Zero; now < end;)
        {
            // The large one always has something waiting; the small ones ask at random, nine times a second together.
            large.RemoveAll(entering => entering.IsCompleted);
            Task<AdmissionSlot>[] more = Fill("large", 50 - large.Count);
            large.AddRange(more);
            waiting.AddRange(more);
            if (nextSmall <= now)
            {
                Task<AdmissionSlot> entering = Enter($"small-{random.Next(9)}");
                small++;
                delayed += entering.IsCompleted ? 0 : 1;
                waiting.Add(entering);
                nextSmall = now + TimeSpan.FromSeconds(-Math.Log(1 - random.NextDouble()) / 9);
            }

            // Answers are not all alike.
            waiting.FindAll(entering => entering.IsCompleted)
                .ForEach(entering => running.Enqueue(entering, now + (Answer * (0.5 + random.NextDouble()))));
            waiting.RemoveAll(entering => entering.IsCompleted);

            running.TryPeek(out Task<AdmissionSlot>? first, out TimeSpan nextEnd);
            TimeSpan next = nextEnd < nextSmall ? nextEnd : nextSmall;
            _time.Advance(next - now);
            now = next;
            if (nextEnd == now)
            {
                _ = running.Dequeue();
                AdmissionSlot slot = await first!;
                slot.ReportOutput(16);
                slot.Dispose();
                served++;
            }
        }

        Assert.InRange(small, 900, 1_200);
        Assert.InRange(delayed / (double)small, 0, 0.01);
        Assert.InRange(served / (Slots / Answer.TotalSeconds * end.TotalSeconds), 0.7, 1.3);
    }

    private Task<AdmissionSlot> Enter(string tenant, SloClass value = SloClass.Standard) =>
        _queue.EnterAsync(new AdmissionRequest(new TenantId(tenant), value, 1, 10, 10, null), CancellationToken.None).AsTask();

    private Task<AdmissionSlot>[] Fill(string tenant, int count, SloClass value = SloClass.Standard) =>
        [.. Enumerable.Range(0, count).Select(_ => Enter(tenant, value))];
}
