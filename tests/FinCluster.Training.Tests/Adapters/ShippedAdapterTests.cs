using FinCluster.Inference.Models;
using FinCluster.Testing;

namespace FinCluster.Training.Tests.Adapters;

public sealed class ShippedAdapterTests
{
    private static readonly string Models = Path.Combine(RepositoryPaths.Root, "models");

    [Theory]
    [InlineData("central", "banking")]
    [InlineData("central", "securities")]
    [InlineData("central", "insurance")]
    [InlineData("edge", "securities")]
    public async Task Read_AShippedAdapter_FitsTheShippedModelWithinTheLimit(string model, string domain)
    {
        string basePath = Path.Combine(Models, $"finlite-{model}-q8_0.gguf");

        GgufFile adapter = GgufFile.Read(Path.Combine(Models, "adapters", $"finlite-{model}-{domain}.gguf"));

        adapter.CheckFits(GgufFile.Read(basePath));
        Assert.Equal(
            await ModelFile.ComputeHashAsync(basePath, progress: null, TestTimeouts.Token), adapter.Metadata.FindText("fincluster.base.sha256"));
        Assert.Equal(domain, adapter.Metadata.FindText("fincluster.domain"));
        Assert.InRange(adapter.Metadata.FindF32("fincluster.parameter_change")!.Value, 1e-4f, 0.050_01f);
    }
}
