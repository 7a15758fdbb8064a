using FinCluster.Grpc.Client;

namespace FinCluster.Grpc.Tests.Client;

public sealed class GrpcChannelOptionsTests
{
    private static readonly Uri Address = new("http://127.0.0.1:1");

    [Fact]
    public void Options_Default_AreThese()
    {
        var options = new GrpcChannelOptions();

        Assert.Equal(4 * 1024 * 1024, options.MaxReceiveMessageBytes);
        Assert.Equal(TimeSpan.FromSeconds(5), options.ConnectTimeout);
        Assert.Equal(TimeSpan.FromSeconds(30), options.KeepAlivePingDelay);
        Assert.Equal(TimeSpan.FromSeconds(10), options.KeepAlivePingTimeout);
        Assert.Null(options.Tls);
    }

    [Fact]
    public void Channel_OptionsOutOfRange_AreRefused()
    {
        GrpcChannelOptions[] bad =
        [
            new() { MaxReceiveMessageBytes = 0 },
            new() { ConnectTimeout = TimeSpan.Zero },
            new() { KeepAlivePingDelay = TimeSpan.FromSeconds(0.9) },
            new() { KeepAlivePingTimeout = TimeSpan.Zero },
        ];

        Assert.All(bad, options => Assert.Throws<ArgumentOutOfRangeException>(
            () => new GrpcChannel(Address, TimeProvider.System, options)));
    }
}
