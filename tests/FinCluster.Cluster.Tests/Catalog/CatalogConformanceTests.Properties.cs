using FinCluster.Core.Catalog;
using FinCluster.Testing.Catalog;
using FsCheck.Fluent;

namespace FinCluster.Cluster.Tests.Catalog;

public abstract partial class CatalogConformanceTests
{
    private const int Commands = 120;

    /// <summary>Three processes at once; what each is told must be what the log says in the end.</summary>
    [Fact]
    public async Task AnyCommands_OfSeveralProcesses_LoseNoMoveAndKeepEveryVersion()
    {
        int[] numbers = [.. Gen.Choose(0, int.MaxValue - 1).Sample(3 * Commands, 3 * Commands)];
        ICatalog[] processes = [Catalog, await OpenAsync(), await OpenAsync()];

        CatalogResult[][] results = await Task.WhenAll(processes.Select((process, i) => RunAsync(process, numbers[(i * Commands)..((i + 1) * Commands)])));

        CatalogSnapshot[] ends = await Task.WhenAll(processes.Select(process => process.RefreshAsync(_cancel)));
        Assert.All(ends, end => CatalogInvariants.AssertSame(ends[0], end));
        CatalogInvariants.AssertLoadable(ends[0]);

        // Who was told that his move was made finds it at its place, and nobody else's is there.
        string[] told = [.. results.SelectMany(all => all).Where(result => result is { Status: CatalogStatus.Done, Entry: not null }).Select(result => result.Entry!.Request)];
        string[] kept = [.. ends[0].Aliases.SelectMany(alias => alias.History).Select(entry => entry.Request)];
        Assert.Equal(told.Order(StringComparer.Ordinal), kept.Order(StringComparer.Ordinal));
        Assert.NotEmpty(kept);
    }

    private async Task<CatalogResult[]> RunAsync(ICatalog process, int[] numbers)
    {
        var results = new List<CatalogResult>();
        CatalogSnapshot before = process.Current;
        foreach (int number in numbers)
        {
            results.Add(await process.ApplyAsync(RandomCommands.From(number, process.Current), _cancel));
            CatalogSnapshot after = process.Current;
            CatalogInvariants.AssertGrew(before, after);
            before = after;
        }

        return [.. results];
    }
}
