using System.Net;
using FinCluster.Cluster.Local;
using FinCluster.Cluster.Local.Scaling;
using FinCluster.Core.Fleet;
using FinCluster.Core.Hosting;
using FinCluster.Core.Market;
using FinCluster.Core.Scaling;
using FinCluster.Core.Scaling.Demand;
using FinCluster.Core.Scaling.Leadership;
using FinCluster.Core.Scaling.Plans;
using FinCluster.Grpc.Client;
using FinCluster.Scaler.Control;
using FinCluster.Scaler.Hosting;
using FinCluster.Scaler.Tests.Control;
using FinCluster.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace FinCluster.Scaler.Tests;

/// <summary>A scaler on ports that the system chose, at a time of the markets that a test chose.</summary>
internal sealed class RunningScaler : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RunningScaler(WebApplication app, FakeScaleTarget target, IDemandBoard board, IFleet fleet)
    {
        (_app, Target, Board, Fleet) = (app, target, board, fleet);
        Uri[] addresses = [.. app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(address => new Uri(address))];
        Http = new HttpClient { BaseAddress = addresses[0] };
        Grpc = new GrpcChannel(addresses[1], TimeProvider.System);
    }

    public FakeScaleTarget Target { get; }

    public IDemandBoard Board { get; }

    public IFleet Fleet { get; }

    public HttpClient Http { get; }

    public GrpcChannel Grpc { get; }

    public ScalerLoop Loop => _app.Services.GetRequiredService<ScalerLoop>();

    public static async Task<RunningScaler> StartAsync(
        ScalingPlan plan,
        string marketTime = "2026-11-23T03:00:00+08:00",
        ILeadership? leadership = null,
        string name = "first",
        FakeScaleTarget? target = null,
        TimeSpan? term = null,
        string? decisionFile = null)
    {
        target ??= new FakeScaleTarget();
        var board = new LocalDemandBoard(TimeProvider.System);
        var fleet = new LocalFleet();
        var any = new ListenAddress(IPAddress.Loopback, 0);
        var options = new ScalerOptions
        {
            Http = any,
            Grpc = any,
            Plan = plan,
            Name = name,
            DecisionFile = decisionFile,
            Interval = TimeSpan.FromMilliseconds(10),
            TermLifetime = term ?? TimeSpan.FromSeconds(30),
        };
        WebApplication app = ScalerHost.Build(
            options,
            services =>
            {
                services.AddSingleton<IFleet>(fleet);
                services.AddSingleton<IDemandBoard>(board);
                services.AddSingleton(leadership ?? new MemoryLeadership(TimeProvider.System).CreatePort());
                services.AddSingleton<IScaleTarget>(target);
                services.AddSingleton<ICalendarSource>(new BuiltInCalendar());
                services.AddSingleton(new MarketClock(
                    TimeProvider.System, new Rehearsal(DateTimeOffset.Parse(marketTime, System.Globalization.CultureInfo.InvariantCulture), 1)));
            },
            _ => { });
        await app.StartAsync(TestTimeouts.Token);
        return new RunningScaler(app, target, board, fleet);
    }

    /// <summary>Waits until the scaler is as wanted.</summary>
    public async Task<ScalerStatus> WaitAsync(Func<ScalerStatus, bool> wanted)
    {
        CancellationToken timeout = TestTimeouts.Token;
        ScalerStatus status = Loop.Status;
        while (!wanted(status))
        {
            status = await Loop.WaitForChangeAsync(status.Version, timeout);
        }

        return status;
    }

    public Task<string> PageAsync(string path) => Http.GetStringAsync(new Uri(path, UriKind.Relative), TestTimeouts.Token);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        Grpc.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private sealed class BuiltInCalendar : ICalendarSource
    {
        public MarketCalendar Read() => MarketCalendar.BuiltIn;
    }
}
