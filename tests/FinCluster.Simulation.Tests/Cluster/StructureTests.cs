using FinCluster.Simulation.Cluster;

namespace FinCluster.Simulation.Tests.Cluster;

/// <summary>The structures that make an event cheap, compared with what a search over all replicas finds.</summary>
public sealed class StructureTests
{
    [Fact]
    public void DepartureHeap_IsTheSmallestOfAll()
    {
        const int Replicas = 37;
        var heap = new DepartureHeap(Replicas);
        double[] times = new double[Replicas];
        Array.Fill(times, double.PositiveInfinity);
        var random = new Random(5);
        for (int step = 0; step < 20_000; step++)
        {
            int replica = random.Next(Replicas);
            times[replica] = random.Next(3) == 0 ? double.PositiveInfinity : random.Next(50);
            heap.Set(replica, times[replica]);

            Assert.Equal(times.Min(), heap.Next);
            if (!double.IsPositiveInfinity(heap.Next))
            {
                Assert.Equal(Array.IndexOf(times, heap.Next), heap.NextReplica);
            }
        }
    }

    [Fact]
    public void FreeReplicas_FindTheLeastAndTheMostLoaded()
    {
        const int Sequences = 4;
        var free = new FreeReplicas(20, Sequences);
        var loads = new Dictionary<int, int>();
        var random = new Random(5);
        for (int step = 0; step < 20_000; step++)
        {
            int replica = random.Next(20);
            int load = random.Next(Sequences + 1);
            if (!loads.ContainsKey(replica))
            {
                free.Add(replica, load);
            }
            else if (random.Next(4) == 0)
            {
                free.Remove(replica);
                loads.Remove(replica);
                load = -1;
            }
            else
            {
                free.Move(replica, load);
            }

            if (load >= 0)
            {
                loads[replica] = load;
            }

            int least = loads.Count == 0 ? -1 : loads.Values.Min();
            Assert.Equal(loads.Count, free.Count);
            Assert.Equal(least is >= 0 and < Sequences ? least : -1, free.LeastLoaded < 0 ? -1 : loads[free.LeastLoaded]);
            Assert.Equal(least, free.LeastLoadedOfAll < 0 ? -1 : loads[free.LeastLoadedOfAll]);
            Assert.Equal(loads.Count == 0 ? 0 : loads.Values.Max(), free.MostLoad);
        }
    }

    [Fact]
    public void WaitingQueue_IsInOrderAndBounded()
    {
        var queue = new WaitingQueue(3);
        Assert.True(queue.TryAdd(new WaitingRequest(1, 1, 1)));
        queue.Take();
        foreach (int arrival in (int[])[2, 3, 4])
        {
            Assert.True(queue.TryAdd(new WaitingRequest(arrival, 1, 1)));
        }

        Assert.False(queue.TryAdd(new WaitingRequest(5, 1, 1)));
        Assert.Equal([2.0, 3, 4], [queue.Take().Arrival, queue.Take().Arrival, queue.Take().Arrival]);
        Assert.Equal(0, queue.Count);
    }

    [Fact]
    public void Meter_TellsOnlySecondsThatAreOver()
    {
        var meter = new DemandMeter(100);
        for (int i = 0; i < 300; i++)
        {
            meter.OnRequest(100 + (i / 10.0));
        }

        meter.OnFirstToken(129.5, 0.26);

        Assert.Equal((1000.0, 1000.0, 0.3), meter.Read(130));
        Assert.Equal((500.0, 0.0, 0.3), meter.Read(145));
        Assert.Equal((0.0, 0.0, (double?)null), meter.Read(161));
    }
}
