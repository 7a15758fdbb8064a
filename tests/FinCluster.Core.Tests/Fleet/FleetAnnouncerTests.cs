using System.Threading.Channels;
using FinCluster.Core.Errors;
using FinCluster.Core.Fleet;
using FinCluster.Testing;

namespace FinCluster.Core.Tests.Fleet;

public sealed class FleetAnnouncerTests
{
    private static readonly FleetNode Node = new(new NodeId("a"), new Uri("http://127.0.0.1:1"), NodeState.Ready, []);

    private readonly CancellationToken _cancel = TestTimeouts.Token;
    private readonly ManualTimeProvider _time = new();
    private readonly RecordingFleet _fleet = new();
    private readonly List<Exception> _failures = [];

    [Fact]
    public async Task Announce_Node_IsSaidAtOnceAndThreeTimesALifetime()
    {
        await using FleetAnnouncer announcer = Create();

        await announcer.AnnounceAsync(Node, _cancel);
        Assert.Equal("+a Ready", await _fleet.NextAsync(_cancel));
        for (int i = 0; i < 3; i++)
        {
            _time.Advance(_fleet.AnnouncementLifetime / 3);
            Assert.Equal("+a Ready", await _fleet.NextAsync(_cancel));
        }

        Assert.True(_fleet.IsQuiet);
    }

    [Fact]
    public async Task Announce_ChangedNode_RepeatsTheChange()
    {
        await using FleetAnnouncer announcer = Create();
        await announcer.AnnounceAsync(Node, _cancel);
        await announcer.AnnounceAsync(Node with { State = NodeState.Draining }, _cancel);

        _time.Advance(_fleet.AnnouncementLifetime / 3);

        Assert.Equal(["+a Ready", "+a Draining", "+a Draining"], await _fleet.NextAsync(3, _cancel));
    }

    [Fact]
    public async Task Announce_BackendAway_IsToldAndSaidAgain()
    {
        await using FleetAnnouncer announcer = Create();
        _fleet.IsAway = true;
        await announcer.AnnounceAsync(Node, _cancel);
        Assert.IsType<ControlPlaneUnavailableException>(Assert.Single(_failures));

        _fleet.IsAway = false;
        _time.Advance(_fleet.AnnouncementLifetime / 3);

        Assert.Equal("+a Ready", await _fleet.NextAsync(_cancel));
    }

    [Fact]
    public async Task Remove_Node_IsNotSaidAgain()
    {
        await using FleetAnnouncer announcer = Create();
        await announcer.AnnounceAsync(Node, _cancel);
        await announcer.AnnounceAsync(Node with { Id = new NodeId("b") }, _cancel);

        await announcer.RemoveAsync(Node.Id, _cancel);
        _time.Advance(_fleet.AnnouncementLifetime / 3);

        Assert.Equal(["+a Ready", "+b Ready", "-a", "+b Ready"], await _fleet.NextAsync(4, _cancel));
        Assert.True(_fleet.IsQuiet);
    }

    [Fact]
    public async Task Dispose_AnnouncedNodes_RemovesThem()
    {
        FleetAnnouncer announcer = Create();
        await announcer.AnnounceAsync(Node, _cancel);

        await announcer.DisposeAsync();

        Assert.Equal(["+a Ready", "-a"], await _fleet.NextAsync(2, _cancel));
        Assert.Equal(0, _time.ArmedTimerCount);
    }

    [Fact]
    public async Task Dispose_BackendAway_IsToldAndEnds()
    {
        FleetAnnouncer announcer = Create();
        await announcer.AnnounceAsync(Node, _cancel);
        _fleet.IsAway = true;

        await announcer.DisposeAsync();

        Assert.Single(_failures);
    }

    [Fact]
    public async Task Announce_LifetimeWithoutEnd_IsSaidOnce()
    {
        _fleet.AnnouncementLifetime = Timeout.InfiniteTimeSpan;
        await using FleetAnnouncer announcer = Create();

        await announcer.AnnounceAsync(Node, _cancel);

        Assert.Equal("+a Ready", await _fleet.NextAsync(_cancel));
        Assert.Equal(0, _time.ArmedTimerCount);
    }

    private FleetAnnouncer Create() => new(_fleet, _time, _failures.Add);

    private sealed class RecordingFleet : IFleet
    {
        private readonly Channel<string> _calls = Channel.CreateBounded<string>(100);

        public FleetSnapshot Current => FleetSnapshot.Empty;

        public TimeSpan AnnouncementLifetime { get; set; } = TimeSpan.FromSeconds(1.5);

        public bool IsAway { get; set; }

        public bool IsQuiet => _calls.Reader.Count == 0;

        public ValueTask<string> NextAsync(CancellationToken cancellationToken) => _calls.Reader.ReadAsync(cancellationToken);

        public async Task<List<string>> NextAsync(int count, CancellationToken cancellationToken)
        {
            var calls = new List<string>();
            while (calls.Count < count)
            {
                calls.Add(await NextAsync(cancellationToken));
            }

            return calls;
        }

        public ValueTask AnnounceAsync(FleetNode node, CancellationToken cancellationToken) => Record($"+{node.Id} {node.State}");

        public ValueTask RemoveAsync(NodeId node, CancellationToken cancellationToken) => Record($"-{node}");

        public Task<FleetSnapshot> WaitForChangeAsync(long version, CancellationToken cancellationToken) => throw new NotSupportedException();

        private ValueTask Record(string call)
        {
            if (IsAway)
            {
                return ValueTask.FromException(new ControlPlaneUnavailableException("away"));
            }

            Assert.True(_calls.Writer.TryWrite(call));
            return ValueTask.CompletedTask;
        }
    }
}
