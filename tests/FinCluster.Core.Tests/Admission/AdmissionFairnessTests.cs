using FinCluster.Core.Admission;
using FinCluster.Core.Errors;
using FinCluster.Core.Tenants;
using FinCluster.Testing;

namespace FinCluster.Core.Tests.Admission;

/// <summary>Properties of the order over long runs: a server with a few places, tenants that always have something waiting.</summary>
public sealed class AdmissionFairnessTests
{
    private const int Places = 4;

    private readonly ManualTimeProvider _time = new();
    private readonly List<Running> _running = [];
    private readonly Dictionary<string, long> _served = new(StringComparer.Ordinal);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void OneTenantSendsAHundredTimes_Served_IsTheSameForAll(int seed)
    {
        var queue = new AdmissionQueue(new AdmissionOptions { MaxQueuedRequests = 1_100 }, new AdmissionCapacity(Places, 1_000_000), _time);
        var random = new Random(seed);
        string[] tenants = [.. Enumerable.Range(0, 10).Select(i => $"t{i}")];
        for (int step = 0; step < 5_000; step++)
        {
            foreach (string tenant in tenants)
            {
                // Nine keep ten waiting, which is enough to be backlogged; the tenth a hundred times as many.
                Fill(queue, tenant, tenant == "t0" ? 1_000 : 10, random);
            }

            FinishOne(random);
        }

        Assert.True(JainIndex([.. tenants.Select(tenant => _served[tenant])]) >= 0.99, string.Join(' ', _served));
    }

    [Fact]
    public void Weights_Served_IsInTheirProportion()
    {
        var queue = new AdmissionQueue(new AdmissionOptions(), new AdmissionCapacity(Places, 1_000_000), _time);
        var random = new Random(7);
        for (int step = 0; step < 5_000; step++)
        {
            for (int weight = 1; weight <= 4; weight++)
            {
                Fill(queue, $"t{weight}", 10, random, weight: weight);
            }

            FinishOne(random);
        }

        Assert.True(JainIndex([.. Enumerable.Range(1, 4).Select(weight => _served[$"t{weight}"] / weight)]) >= 0.99, string.Join(' ', _served));
    }

    [Fact]
    public void LowerClasses_WhileAHigherOneWaits_AreNeverStarted()
    {
        var queue = new AdmissionQueue(new AdmissionOptions(), new AdmissionCapacity(Places, 1_000_000), _time);
        var random = new Random(5);
        for (int step = 0; step < 3_000; step++)
        {
            SloClass value = (SloClass)random.Next(SloClassText.Count);
            Fill(queue, $"t{random.Next(5)}-{value}", 3, random, value);

            foreach (Running next in FinishOne(random))
            {
                Assert.All(Enum.GetValues<SloClass>().Where(higher => higher < next.Class), higher => Assert.Equal(0, queue.QueuedOf(higher)));
            }
        }
    }

    [Fact]
    public void TenantThatWasIdle_ComesBack_GetsNoCreditForTheTime()
    {
        var queue = new AdmissionQueue(new AdmissionOptions(), new AdmissionCapacity(1, 1_000_000), _time);
        var random = new Random(3);
        for (int step = 0; step < 500; step++)
        {
            Fill(queue, "busy", 10, random);
            FinishOne(random);
        }

        _served.Clear();
        for (int step = 0; step < 1_000; step++)
        {
            Fill(queue, "busy", 10, random);
            Fill(queue, "idle", 10, random);
            FinishOne(random);
        }

        Assert.True(JainIndex([_served["busy"], _served["idle"]]) >= 0.99, string.Join(' ', _served));
    }

    [Fact]
    public async Task ManyThreads_EnterAndLeave_NeverMoreRunThanThereArePlaces()
    {
        var queue = new AdmissionQueue(new AdmissionOptions { MaxQueuedRequests = 64 }, new AdmissionCapacity(Places, 1_000_000), TimeProvider.System);
        int running = 0, refused = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(async () =>
        {
            for (int i = 0; i < 1_000; i++)
            {
                using var leaves = new CancellationTokenSource();
                try
                {
                    ValueTask<AdmissionSlot> entering = queue.EnterAsync(
                        new AdmissionRequest(new TenantId($"{worker}"), (SloClass)(i % 4), 1, 5, 5, TimeSpan.FromSeconds(30)), leaves.Token);
                    if (i % 7 == 0)
                    {
                        await leaves.CancelAsync();
                    }

                    using AdmissionSlot slot = await entering;
                    int now = Interlocked.Increment(ref running);
                    Assert.InRange(now, 1, Places);
                    slot.ReportOutput(3);
                    await Task.Yield();
                    Interlocked.Decrement(ref running);
                }
                catch (Exception e) when (e is OperationCanceledException or RequestException { Code: ErrorCode.Overloaded })
                {
                    Interlocked.Increment(ref refused);
                }
            }
        }))).WaitAsync(TestTimeouts.Token);

        Assert.Equal((0, 0), (queue.RunningCount, queue.QueuedCount));
        Assert.InRange(refused, 0, 7_999);
    }

    private static double JainIndex(double[] shares) => Math.Pow(shares.Sum(), 2) / (shares.Length * shares.Sum(share => share * share));

    private static double JainIndex(long[] shares) => JainIndex([.. shares.Select(share => (double)share)]);

    /// <summary>Keeps a tenant's number of requests under way.</summary>
    private void Fill(
        AdmissionQueue queue, string tenant, int count, Random random, SloClass value = SloClass.Standard, int weight = 1)
    {
        for (int have = _running.Count(entry => entry.Tenant == tenant); have < count; have++)
        {
            int prompt = random.Next(10, 400);
            int output = random.Next(10, 400);
            ValueTask<AdmissionSlot> entering = queue.EnterAsync(
                new AdmissionRequest(new TenantId(tenant), value, weight, prompt, 512, null), CancellationToken.None);
            _running.Add(new Running(tenant, value, entering.AsTask(), prompt, output));
        }
    }

    /// <summary>Ends one of the running requests and returns those that it made run.</summary>
    private Running[] FinishOne(Random random)
    {
        Running[] started = [.. _running.Where(entry => entry.IsStarted)];
        Running done = started[random.Next(started.Length)];
        _running.Remove(done);
        AdmissionSlot slot = done.Entering.GetAwaiter().GetResult();
        slot.ReportPrompt(done.Prompt);
        slot.ReportOutput(done.Output);
        _served[done.Tenant] = _served.GetValueOrDefault(done.Tenant) + done.Prompt + (2 * done.Output);
        slot.Dispose();
        return [.. _running.Where(entry => entry.IsStarted && !started.Contains(entry))];
    }

    private sealed record Running(string Tenant, SloClass Class, Task<AdmissionSlot> Entering, int Prompt, int Output)
    {
        public bool IsStarted => Entering.IsCompletedSuccessfully;
    }
}
