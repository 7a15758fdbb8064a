using System.Collections.Immutable;
using System.Threading.Channels;
using FinCluster.Core.Errors;
using FinCluster.Core.Scaling.Demand;
using FinCluster.Gateway.Scaling;
using FinCluster.Gateway.Tests.Admin;
using FinCluster.Testing;
using Microsoft.Extensions.Logging;

namespace FinCluster.Gateway.Tests.Scaling;

public sealed class DemandPosterTests : IAsyncDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly RecordingBoard _board = new();
    private readonly RecordingLog _log = new();
    private readonly DemandCounters _counters = new();
    private readonly LoggerFactory _loggers;
    private readonly DemandPoster _poster;

    public DemandPosterTests()
    {
        _loggers = new LoggerFactory([_log]);
        _poster = new DemandPoster(_board, _counters, _ => 0.25, _time, _loggers.CreateLogger<DemandPoster>());
    }

    public async ValueTask DisposeAsync()
    {
        await _poster.StopAsync(CancellationToken.None);
        _poster.Dispose();
        _loggers.Dispose();
    }

    [Fact]
    public async Task Start_PostsAtOnceAndThenOnceASecond()
    {
        _counters.Of("m").OnRequest();
        await _poster.StartAsync(TestTimeouts.Token);
        GatewayDemand first = await _board.NextAsync();
        _counters.Of("m").OnRequest();
        _counters.Of("a").OnRequest();
        await Eventually.IsTrueAsync(() => _time.ArmedTimerCount == 1);

        _time.Advance(TimeSpan.FromSeconds(0.9));
        Assert.True(_board.IsEmpty);
        _time.Advance(TimeSpan.FromSeconds(0.1));

        GatewayDemand second = await _board.NextAsync();
        Assert.Equal([("m", 1L)], first.Models.Select(model => (model.Model, model.Requests)));
        Assert.All(second.Models, model => Assert.Equal(0.25, model.KvPressure));
        Assert.Equal([("a", 1L), ("m", 2L)], second.Models.Select(model => (model.Model, model.Requests)));
        Assert.Equal((_poster.Gateway, _poster.Gateway), (first.Gateway, second.Gateway));
        Assert.Equal(TimeSpan.FromSeconds(5), _board.Lifetime);
    }

    [Fact]
    public void Gateway_AnotherOneOfThisProcess_IsCalledOtherwise()
    {
        using var other = new DemandPoster(_board, _counters, _ => 0.25, _time, _loggers.CreateLogger<DemandPoster>());

        Assert.NotEqual(_poster.Gateway, other.Gateway);
    }

    [Fact]
    public async Task Post_BoardIsAway_IsLoggedOnceAndTriedAgain()
    {
        _board.IsAway = true;
        await _poster.StartAsync(TestTimeouts.Token);
        for (int i = 0; i < 3; i++)
        {
            await _board.NextAsync();
            await Eventually.IsTrueAsync(() => _log.Lines.Count == 1);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        await _board.NextAsync();
        Assert.Contains("cannot be posted", Assert.Single(_log.Lines), StringComparison.Ordinal);

        _board.IsAway = false;
        _time.Advance(TimeSpan.FromSeconds(1));

        await _board.NextAsync();
        await Eventually.IsTrueAsync(() => _log.Lines.Count == 2);
        Assert.Contains("again", _log.Lines.Last(), StringComparison.Ordinal);
    }

    private sealed class RecordingBoard : IDemandBoard
    {
        private readonly Channel<GatewayDemand> _posts = Channel.CreateBounded<GatewayDemand>(100);

        public bool IsAway { get; set; }

        public TimeSpan Lifetime { get; private set; }

        public bool IsEmpty => _posts.Reader.Count == 0;

        public Task<GatewayDemand> NextAsync() => _posts.Reader.ReadAsync(TestTimeouts.Token).AsTask();

        public ValueTask PostAsync(GatewayDemand demand, TimeSpan lifetime, CancellationToken cancellationToken)
        {
            Lifetime = lifetime;
            bool isAway = IsAway;
            Assert.True(_posts.Writer.TryWrite(demand));
            return isAway ? throw new ControlPlaneUnavailableException("away") : ValueTask.CompletedTask;
        }

        public ValueTask<ImmutableArray<GatewayDemand>> ReadAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
