using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using FinCluster.Cluster.Redis.Connection;
using FinCluster.Core.Errors;
using FinCluster.Testing;
using FinCluster.Testing.Redis;

namespace FinCluster.Cluster.Tests.Redis;

public sealed class AclRelayTests(RedisServerFixture fixture) : IClassFixture<RedisServerFixture>
{
    private readonly CancellationToken _cancel = TestTimeouts.Token;

    [Fact]
    public async Task Connect_WithTheSecret_ReachesRedis()
    {
        await using AclRelay relay = await StartAsync();

        // The server has no user of that name, and it is the server that says so.
        Assert.StartsWith("-WRONGPASS", await SendAsync(relay, relay.Local.Password!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connect_WithoutTheSecret_IsClosedWithoutAWord()
    {
        await using AclRelay relay = await StartAsync();

        Assert.Equal("", await SendAsync(relay, new string('0', relay.Local.Password!.Length)));
    }

    // The client may come before the relay ends, after it, or just between.
    [Fact]
    public async Task Dispose_WhileAClientComes_Ends()
    {
        for (int i = 0; i < 500; i++)
        {
            AclRelay relay = await StartAsync();
            using var client = new TcpClient();
            Task connecting = client.ConnectAsync(IPAddress.Loopback, relay.Local.Hosts[0].Port, _cancel).AsTask();

            await relay.DisposeAsync();

            await Task.WhenAny(connecting);
        }
    }

    [Fact]
    public void Create_SeveralHosts_IsRefusedWithAReason()
    {
        var error = Assert.Throws<ControlPlaneUnavailableException>(() => new AclRelay(RedisOptions.Parse("redis://user:secret@a,b")));

        Assert.Contains("one host", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    private async Task<AclRelay> StartAsync() =>
        new(RedisOptions.Parse((await fixture.RequireAsync()).UriFor("nobody:secret@")));

    private async Task<string> SendAsync(AclRelay relay, string password)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, relay.Local.Hosts[0].Port, _cancel);
        NetworkStream stream = client.GetStream();
        string command = string.Create(CultureInfo.InvariantCulture, $"*2\r\n$4\r\nAUTH\r\n${password.Length}\r\n{password}\r\n");
        await stream.WriteAsync(Encoding.ASCII.GetBytes(command), _cancel);
        byte[] answer = new byte[256];
        int length = await stream.ReadAsync(answer, _cancel);
        return Encoding.ASCII.GetString(answer, 0, length);
    }
}
