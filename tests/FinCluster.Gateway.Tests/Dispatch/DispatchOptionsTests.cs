using FinCluster.Gateway.Dispatch;
using Microsoft.Extensions.Options;

namespace FinCluster.Gateway.Tests.Dispatch;

public sealed class DispatchOptionsTests
{
    public static TheoryData<string, DispatchOptions> OutOfRange => new()
    {
        { nameof(DispatchOptions.MaxOutage), new() { MaxOutage = TimeSpan.FromMilliseconds(99) } },
        { nameof(DispatchOptions.MaxOutage), new() { MaxOutage = TimeSpan.FromMinutes(10.1) } },
        { nameof(DispatchOptions.MaxOutage), new() { MaxOutage = TimeSpan.Zero } },
        { nameof(DispatchOptions.MaxFailovers), new() { MaxFailovers = -1 } },
        { nameof(DispatchOptions.MaxFailovers), new() { MaxFailovers = 101 } },
        { nameof(DispatchOptions.RetryInterval), new() { RetryInterval = TimeSpan.FromMilliseconds(9) } },
        { nameof(DispatchOptions.RetryInterval), new() { RetryInterval = TimeSpan.FromSeconds(10.1) } },
        { nameof(DispatchOptions.RetryInterval), new() { RetryInterval = Timeout.InfiniteTimeSpan } },
    };

    [Fact]
    public void Defaults_AreThoseOfTheDocumentation()
    {
        var options = new DispatchOptions();

        Assert.Equal(
            (TimeSpan.FromSeconds(30), 3, TimeSpan.FromMilliseconds(250)), (options.MaxOutage, options.MaxFailovers, options.RetryInterval));
    }

    [Theory]
    [MemberData(nameof(OutOfRange))]
    public async Task Start_OptionOutOfRange_IsRefusedAndNamed(string option, DispatchOptions options)
    {
        OptionsValidationException error = await Assert.ThrowsAsync<OptionsValidationException>(() => RunningGateway.StartAsync(setup =>
        {
            setup.Dispatch.MaxOutage = options.MaxOutage;
            setup.Dispatch.MaxFailovers = options.MaxFailovers;
            setup.Dispatch.RetryInterval = options.RetryInterval;
        }));

        Assert.Contains(option, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_OptionsAtTheirBounds_Starts()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(setup =>
        {
            setup.Dispatch.MaxOutage = TimeSpan.FromMinutes(10);
            setup.Dispatch.MaxFailovers = 0;
            setup.Dispatch.RetryInterval = TimeSpan.FromMilliseconds(10);
        });
    }
}
