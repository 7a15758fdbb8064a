using FinCluster.Core.Admission;
using Microsoft.Extensions.Options;

namespace FinCluster.Gateway.Tests.Admission;

public sealed class AdmissionOptionsTests
{
    public static TheoryData<string, Action<AdmissionOptions>> OutOfRange => new()
    {
        { nameof(AdmissionOptions.MaxQueuedRequests), options => options.MaxQueuedRequests = 0 },
        { nameof(AdmissionOptions.MaxQueuedRequests), options => options.MaxQueuedRequests = 65_537 },
        { nameof(AdmissionOptions.MaxQueueTime), options => options.MaxQueueTime = TimeSpan.FromMilliseconds(9) },
        { nameof(AdmissionOptions.MaxQueueTime), options => options.MaxQueueTime = TimeSpan.FromSeconds(51) },
        { nameof(AdmissionOptions.CapacityFactor), options => options.CapacityFactor = 0.09 },
        { nameof(AdmissionOptions.CapacityFactor), options => options.CapacityFactor = double.NaN },
        { nameof(AdmissionOptions.UnknownCapacity), options => options.UnknownCapacity = 0 },
        { nameof(AdmissionOptions.DefaultOutputTokens), options => options.DefaultOutputTokens = 0 },
        { nameof(AdmissionOptions.ReservationLease), options => options.ReservationLease = TimeSpan.FromMilliseconds(999) },
    };

    [Fact]
    public void Defaults_AreThoseOfTheDocumentation()
    {
        var options = new AdmissionOptions();

        Assert.Equal((1_024, TimeSpan.FromSeconds(30), 1.25), (options.MaxQueuedRequests, options.MaxQueueTime, options.CapacityFactor));
        Assert.Equal((16, 512, TimeSpan.FromSeconds(30)), (options.UnknownCapacity, options.DefaultOutputTokens, options.ReservationLease));
    }

    [Theory]
    [MemberData(nameof(OutOfRange), DisableDiscoveryEnumeration = true)]
    public async Task Start_OptionOutOfRange_IsRefusedAndNamed(string option, Action<AdmissionOptions> change)
    {
        OptionsValidationException error = await Assert.ThrowsAsync<OptionsValidationException>(
            () => RunningGateway.StartAsync(setup => setup.Admission = change));

        Assert.Contains(option, error.Message, StringComparison.Ordinal);
    }
}
