using System.Globalization;
using System.Security.Cryptography;

namespace FinCluster.Testing.Processes;

/// <summary>A network of a test's own, joined with this machine's by one line that can be cut.</summary>
public sealed class NetworkNamespace : IAsyncDisposable
{
    private readonly string _name;

    private NetworkNamespace(string name, string network)
    {
        _name = name;
        Here = network + ".1";
        There = network + ".2";
    }

    /// <summary>Gets this machine's address on the line.</summary>
    public string Here { get; }

    /// <summary>Gets the address of the other end.</summary>
    public string There { get; }

    /// <summary>Makes a network, or skips the test where that is not allowed.</summary>
    public static async Task<NetworkNamespace> CreateAsync()
    {
        string name = "fc" + RandomNumberGenerator.GetHexString(8, lowercase: true);
        var made = new NetworkNamespace(name, string.Create(
            CultureInfo.InvariantCulture, $"10.231.{RandomNumberGenerator.GetInt32(1, 255)}"));
        Assert.SkipUnless(OperatingSystem.IsLinux() && await TryAsync("netns", "add", name), "making network namespaces needs Linux, root and iproute2");
        try
        {
            await RunAsync("link", "add", name, "type", "veth", "peer", "name", name + "p");
            await RunAsync("link", "set", name + "p", "netns", name);
            await RunAsync("addr", "add", made.Here + "/30", "dev", name);
            await RunAsync("link", "set", name, "up");
            await RunAsync("-n", name, "addr", "add", made.There + "/30", "dev", name + "p");
            await RunAsync("-n", name, "link", "set", name + "p", "up");
            await RunAsync("-n", name, "link", "set", "lo", "up");
            return made;
        }
        catch
        {
            await made.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a program there.</summary>
    public ChildProcess Start(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?> environment) =>
        ChildProcess.Start("ip", ["netns", "exec", _name, program, .. arguments], environment);

    /// <summary>Cuts the line: what is sent is lost, and nobody is told.</summary>
    public Task CutAsync() => RunAsync("link", "set", _name, "down");

    /// <summary>Mends the line.</summary>
    public Task MendAsync() => RunAsync("link", "set", _name, "up");

    public async ValueTask DisposeAsync() => await TryAsync("netns", "delete", _name);

    private static async Task RunAsync(params string[] arguments) => Assert.True(await TryAsync(arguments), "ip " + string.Join(' ', arguments));

    private static async Task<bool> TryAsync(params string[] arguments)
    {
        try
        {
            await using ChildProcess ip = await ChildProcess.RunAsync("ip", arguments);
            return ip.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
