using FinCluster.Core.Admission;

namespace FinCluster.Core.Tests.Admission;

public sealed class CapacityShareTests
{
    [Theory]
    [InlineData(20, 1, 0, 0, 20)]
    [InlineData(20, 1, 7, 20, 20)]
    [InlineData(20, 4, 0, 0, 5)]
    [InlineData(20, 4, 0, 5, 10)]
    [InlineData(20, 4, 0, 10, 20)]
    [InlineData(20, 4, 0, 20, 20)]
    [InlineData(20, 4, 3, 20, 17)]
    [InlineData(20, 4, 15, 5, 5)]
    [InlineData(20, 4, 500, 20, 5)]
    [InlineData(2, 8, 2, 1, 1)]
    [InlineData(int.MaxValue, 1, 0, long.MaxValue / 2, int.MaxValue)]
    public void Of_KnownLoad_IsTheShareAndWhatIsLeft(int fleet, int gateways, long others, long own, int expected) =>
        Assert.Equal(expected, CapacityShare.Of(fleet, gateways, others, own));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(16)]
    public void Of_AllGatewaysBeginAtOnce_TogetherHaveTheFleet(int gateways)
    {
        var fleet = new SharedFleet(48, gateways);
        fleet.WantAll(gateways);

        for (int round = 0; round < 20; round++)
        {
            fleet.Start();
            Assert.InRange(fleet.Total, 48, 48);
            fleet.Report();
        }

        Assert.All(fleet.Running, running => Assert.Equal(48 / gateways, running));
    }

    [Theory]
    [InlineData(2, 64, 4)]
    [InlineData(3, 96, 4)]
    [InlineData(4, 16, 1)]
    public void SlotsOf_GatewaysThatAllKeepSomeFree_LeaveAllOfThemFreeTogether(int gateways, int slots, int headroom)
    {
        long[] running = [slots, .. Enumerable.Repeat(0L, gateways - 1)];

        for (int round = 0; round < 20; round++)
        {
            // Each sees the last report of the others, and fills what it may but for its headroom.
            running = [.. running.Select(own => (long)CapacityShare.SlotsOf(slots, gateways, running.Sum() - own, own, headroom) - headroom)];
        }

        Assert.Equal(slots - (gateways * headroom), running.Sum());
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(16, 4)]
    [InlineData(48, 6)]
    public void Of_OthersAreIdle_OneHasTheFleetAfterAFewReports(int gateways, int reports)
    {
        var fleet = new SharedFleet(48, gateways);
        fleet.WantAll(1);

        for (int round = 0; round <= reports; round++)
        {
            fleet.Start();
            fleet.Report();
        }

        Assert.Equal(48, fleet.Running[0]);
    }

    [Fact]
    public void Of_OwnersOfLentSharesReturn_HaveThemAtOnceAndTheBorrowerGoesBack()
    {
        var fleet = new SharedFleet(48, 4);
        fleet.WantAll(1);
        fleet.Settle();
        fleet.WantAll(4);

        fleet.Start();

        Assert.Equal([48, 12, 12, 12], fleet.Running);
        fleet.Settle();
        Assert.Equal([12, 12, 12, 12], fleet.Running);
    }

    [Fact]
    public void Of_HalfHaveBorrowedAndTheOtherHalfReturns_IsBelowThreeTimesTheFleet()
    {
        const int Gateways = 12;
        var fleet = new SharedFleet(48, Gateways);
        for (int i = 0; i < Gateways; i++)
        {
            fleet.Want(i, i < Gateways / 2 ? 7 : 0);
        }

        fleet.Start();
        fleet.Report();
        fleet.Start();
        fleet.Report();
        fleet.WantAll(Gateways);

        fleet.Start();

        Assert.InRange(fleet.Total, (2 * 48) - 1, (3 * 48) - 1);
        fleet.Settle();
        Assert.Equal(48, fleet.Total);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(24)]
    public void Of_GatewaysComeAndGoAtRandom_StayWithinBoundsAndNobodyHasLessThanItsShare(int gateways)
    {
        var random = new Random(gateways);
        var fleet = new SharedFleet(48, gateways);
        for (int round = 0; round < 2_000; round++)
        {
            fleet.Want(random.Next(gateways), random.Next(4) switch { 0 => 0, 1 => 1_000, _ => random.Next(48) });
            fleet.Start();
            fleet.End(random);

            Assert.InRange(fleet.Total, 0, (3 * 48) - 1);
            Assert.All(
                Enumerable.Range(0, gateways),
                gateway => Assert.True(fleet.Running[gateway] >= Math.Min(fleet.Wanted[gateway], 48 / gateways)));
            if (random.Next(3) == 0)
            {
                fleet.Report();
            }
        }
    }

    /// <summary>Gateways that start what they want and may; what they know of each other is as old as the last report.</summary>
    private sealed class SharedFleet(int capacity, int gateways)
    {
        private int[] _reported = new int[gateways];

        public int[] Running { get; } = new int[gateways];

        public int[] Wanted { get; } = new int[gateways];

        public int Total => Running.Sum();

        public void Want(int gateway, int streams) => Wanted[gateway] = streams;

        public void WantAll(int count)
        {
            for (int i = 0; i < gateways; i++)
            {
                Wanted[i] = i < count ? 1_000 : 0;
            }
        }

        public void Start()
        {
            for (int i = 0; i < gateways; i++)
            {
                int may = CapacityShare.Of(capacity, gateways, _reported.Sum() - _reported[i], _reported[i]);
                Running[i] = Math.Max(Running[i], Math.Min(Wanted[i], may));
            }
        }

        /// <summary>Ends some of what runs beyond what is wanted or allowed, never what a share covers.</summary>
        public void End(Random random)
        {
            for (int i = 0; i < gateways; i++)
            {
                int keeps = Math.Min(Wanted[i], capacity / gateways);
                Running[i] -= random.Next(Math.Max(0, Running[i] - keeps) + 1);
            }
        }

        public void Report() => _reported = [.. Running];

        /// <summary>Lets one stream of each gateway end and be replaced, again and again.</summary>
        public void Settle()
        {
            for (int round = 0; round < 200; round++)
            {
                Start();
                Report();
                for (int i = 0; i < gateways; i++)
                {
                    Running[i] = Math.Max(0, Running[i] - 1);
                }
            }

            Start();
        }
    }
}
