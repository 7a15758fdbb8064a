using System.Globalization;
using System.Text.Json.Nodes;
using FinCluster.Deploy.Tests.Charts;
using FinCluster.Testing;

namespace FinCluster.Deploy.Tests.Files;

/// <summary>deploy/compose/compose.yaml.</summary>
public sealed class ComposeTests
{
    private static readonly string Folder = Path.Combine(RepositoryPaths.Root, "deploy", "compose");

    [Fact]
    public async Task Services_CommandLines_AreTheProgramsOwn()
    {
        (string Name, JsonNode Service)[] own = [.. (await ServicesAsync()).Where(IsOwn)];

        Assert.Equal(["gateway", "node-1", "node-2", "scaler"], own.Select(each => each.Name).Order());
        Assert.Empty(own.SelectMany(each => CommandLines.UnknownOptions(each.Service.TextsAt("command"))));
    }

    [Fact]
    public async Task Services_EachOne_IsConfinedAndPinned() => Assert.All(await ServicesAsync(), each =>
    {
        Assert.Equal("true", each.Service.TextAt("read_only"));
        Assert.Equal(["ALL"], each.Service.TextsAt("cap_drop"));
        Assert.Equal(["no-new-privileges:true"], each.Service.TextsAt("security_opt"));
        Assert.Null(each.Service.At("privileged"));
        Assert.Matches(@":v?\d+\.\d+\.\d+", each.Service.TextAt("image"));
        Assert.All(each.Service.TextsAt("ports"), port => Assert.StartsWith("127.0.0.1:", port, StringComparison.Ordinal));
    });

    [Fact]
    public async Task Services_GracePeriods_AreLongerThanDrains() => Assert.All((await ServicesAsync()).Where(IsOwn), each =>
    {
        int drain = int.Parse(CommandLines.ValueOf(each.Service.TextsAt("command"), "--drain-timeout") ?? "0", CultureInfo.InvariantCulture);
        Assert.True(int.Parse(each.Service.TextAt("stop_grace_period")!.TrimEnd('s'), CultureInfo.InvariantCulture) >= drain + 10, each.Name);
    });

    [Fact]
    public async Task Services_Addresses_AreThoseOfServices()
    {
        (string Name, JsonNode Service)[] services = await ServicesAsync();
        foreach ((string name, JsonNode service) in services.Where(IsOwn))
        {
            IReadOnlyList<string> arguments = service.TextsAt("command");
            Assert.Equal("redis://redis:6379", CommandLines.ValueOf(arguments, "--cluster"));
            if (arguments[0] == "node")
            {
                Assert.Equal($"{name}:{CommandLines.ValueOf(arguments, "--grpc")!.Split(':')[1]}", CommandLines.ValueOf(arguments, "--advertise"));
            }

            string health = service.TextAt("environment.FINCLUSTER_HEALTH")!;
            Assert.Contains(
                new Uri(health).Port.ToString(CultureInfo.InvariantCulture), ((string[])["--http", "--grpc"]).Select(option => CommandLines.ValueOf(arguments, option)?.Split(':')[1]));
        }

        string[] targets = [.. (await ChartTool.ReadYamlAsync(Path.Combine(Folder, "..", "prometheus", "prometheus.yaml"))).Single()
            .ItemsAt("scrape_configs").SelectMany(job => job.ItemsAt("static_configs")).SelectMany(each => each.TextsAt("targets"))];
        Assert.All(targets, target => Assert.Equal(
            target.Split(':')[1], CommandLines.ValueOf(services.Single(each => each.Name == target.Split(':')[0]).Service.TextsAt("command"), "--http")!.Split(':')[1]));
    }

    [Fact]
    public async Task Services_MountedFiles_Exist() => Assert.All(
        (await ServicesAsync()).SelectMany(each => each.Service.TextsAt("volumes")).Where(volume => volume[0] == '.'),
        volume => Assert.True(Path.Exists(Path.Combine(Folder, volume.Split(':')[0])), volume));

    private static bool IsOwn((string Name, JsonNode Service) each) => each.Service.TextAt("image")!.StartsWith("fincluster:", StringComparison.Ordinal);

    private static async Task<(string Name, JsonNode Service)[]> ServicesAsync() =>
        [.. ((JsonObject)(await ChartTool.ReadYamlAsync(Path.Combine(Folder, "compose.yaml"))).Single().At("services")!).Select(pair => (pair.Key, pair.Value!))];
}
