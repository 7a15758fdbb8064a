using FinCluster.Gateway.Fleet;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace FinCluster.Gateway.Tests.Fleet;

public sealed class NodeConnectionOptionsTests
{
    public static TheoryData<string, Action<NodeConnectionOptions>> Wrong => new()
    {
        { nameof(NodeConnectionOptions.ReportTimeout), options => options.ReportTimeout = TimeSpan.FromMilliseconds(99) },
        { nameof(NodeConnectionOptions.ReportTimeout), options => options.ReportTimeout = TimeSpan.FromMinutes(2) },
        { nameof(NodeConnectionOptions.ConfirmedSilence), options => options.ConfirmedSilence = options.ReportTimeout },
        { nameof(NodeConnectionOptions.ConfirmedSilence), options => options.ConfirmedSilence = TimeSpan.FromMinutes(6) },
        { nameof(NodeConnectionOptions.CallTimeout), options => options.CallTimeout = TimeSpan.Zero },
        { nameof(NodeConnectionOptions.CallRetries), options => options.CallRetries = 0 },
        { nameof(NodeConnectionOptions.CallRetries), options => options.CallRetries = 11 },
        { nameof(NodeConnectionOptions.RetryDelay), options => options.RetryDelay = TimeSpan.Zero },
        { nameof(NodeConnectionOptions.MaxRetryDelay), options => options.MaxRetryDelay = options.RetryDelay - TimeSpan.FromTicks(1) },
        { nameof(NodeConnectionOptions.BreakerFailures), options => options.BreakerFailures = 1 },
        { nameof(NodeConnectionOptions.BreakerWindow), options => options.BreakerWindow = TimeSpan.FromMilliseconds(499) },
        { nameof(NodeConnectionOptions.BreakDuration), options => options.BreakDuration = TimeSpan.FromMilliseconds(499) },
    };

    [Fact]
    public void Defaults_AreThoseOfTheDocumentation()
    {
        var options = new NodeConnectionOptions();

        Assert.Equal((500, 2_000, 2_000), (options.ReportTimeout.TotalMilliseconds, options.ConfirmedSilence.TotalMilliseconds, options.CallTimeout.TotalMilliseconds));
        Assert.Equal((1, 50, 1_000), (options.CallRetries, options.RetryDelay.TotalMilliseconds, options.MaxRetryDelay.TotalMilliseconds));
        Assert.Equal((5, 30, 1), (options.BreakerFailures, options.BreakerWindow.TotalSeconds, options.BreakDuration.TotalSeconds));
    }

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task Start_OptionOutOfRange_IsRefusedAndNamed(string option, Action<NodeConnectionOptions> change)
    {
        OptionsValidationException error = await Assert.ThrowsAsync<OptionsValidationException>(
            () => RunningGateway.StartAsync(setup => setup.Services = services => services.Configure(change)));

        Assert.Contains(option, error.Message, StringComparison.Ordinal);
    }
}
