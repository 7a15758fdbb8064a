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
        AssertToldIsKept(ends[0], results.SelectMany(all => all));
    }

    /// <summary>Another process is faster, again and again, between what one knows and what it adds.</summary>
    [Fact]
    public async Task AnyCommands_OfOneWhoIsOvertaken_LoseNoMove()
    {
        int[] numbers = [.. Gen.Choose(0, int.MaxValue - 1).Sample(20 * Commands, 20 * Commands)];
        LoggedCatalog faster = await OpenAsync();
        var results = new List<CatalogResult>();
        var left = new Queue<int>(numbers[Commands..]);
        int attempts = 0;
        int overtaken = 0;
        LoggedCatalog slower = await OpenAsync(new OvertakenLog(await OpenLogAsync(), async () =>
        {
            // Every other attempt, or it would never come to anything.
            bool isDone = attempts++ % 2 != 0;
            while (!isDone && left.TryDequeue(out int number))
            {
                results.Add(await faster.ApplyAsync(RandomCommands.From(number, faster.Current), _cancel));
                isDone = results[^1].Status == CatalogStatus.Done;
                overtaken += isDone ? 1 : 0;
            }
        }));

        results.AddRange(await RunAsync(slower, numbers[..Commands]));

        CatalogSnapshot end = await Catalog.RefreshAsync(_cancel);
        CatalogInvariants.AssertSame(end, await slower.RefreshAsync(_cancel));
        CatalogInvariants.AssertLoadable(end);
        AssertToldIsKept(end, results);
        Assert.InRange(overtaken, 10, int.MaxValue);
    }

    // Who was told that his move was made finds it at its place, and nobody else's is there.
    private static void AssertToldIsKept(CatalogSnapshot end, IEnumerable<CatalogResult> results)
    {
        string[] told = [.. results.Where(result => result is { Status: CatalogStatus.Done, Entry: not null }).Select(result => result.Entry!.Request)];
        string[] kept = [.. end.Aliases.SelectMany(alias => alias.History).Select(entry => entry.Request)];
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

    private sealed class OvertakenLog(ICatalogLog log, Func<Task> overtake) : ICatalogLog
    {
        public Task<IReadOnlyList<string>> ReadAsync(long skip, int take, CancellationToken cancellationToken) => log.ReadAsync(skip, take, cancellationToken);

        public async Task<bool> AppendAsync(long count, string entry, CancellationToken cancellationToken)
        {
            await overtake();
            return await log.AppendAsync(count, entry, cancellationToken);
        }

        public Task WaitAsync(long count, CancellationToken cancellationToken) => log.WaitAsync(count, cancellationToken);
    }
}
