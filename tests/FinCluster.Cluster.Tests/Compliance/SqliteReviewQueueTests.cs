using FinCluster.Cluster.Local;
using FinCluster.Cluster.Local.Reviews;
using FinCluster.Core.Compliance.Review;
using FinCluster.Testing;

namespace FinCluster.Cluster.Tests.Compliance;

public sealed class SqliteReviewQueueConformanceTests : ReviewQueueConformanceTests
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<SqliteReviewQueue> _open = [];

    protected override async Task<IReviewQueue> ConnectAsync(ReviewQueueOptions options)
    {
        _open.Add(await SqliteReviewQueue.OpenAsync(_folder.Path, options, TestTimeouts.Token));
        return _open[^1];
    }

    protected override async Task DisposeAllAsync()
    {
        foreach (SqliteReviewQueue open in _open)
        {
            await open.DisposeAsync();
        }

        _folder.Dispose();
    }
}

public sealed class SqliteReviewQueueTests : IDisposable
{
    private readonly CancellationToken _cancel = TestTimeouts.Token;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Queue_OpenedAgain_HasItemsDecisionsAndCounts()
    {
        ReviewItem item = ReviewItems.New();
        var options = new ReviewQueueOptions { MaxOpen = 1 };
        await using (SqliteReviewQueue first = await SqliteReviewQueue.OpenAsync(_folder.Path, options, _cancel))
        {
            await first.AddAsync(item, _cancel);
            await first.DecideAsync(item.Id, ReviewItems.Decision(ReviewStatus.Corrected), _cancel);
            await first.AddAsync(ReviewItems.New(), _cancel);
            await first.AddAsync(ReviewItems.New(), _cancel);
        }

        await using SqliteReviewQueue second = await SqliteReviewQueue.OpenAsync(_folder.Path, options, _cancel);

        Assert.Equal(item with { Decision = ReviewItems.Decision(ReviewStatus.Corrected) }, await second.FindAsync(item.Id, _cancel));
        Assert.Equal(new ReviewCounts(1, 0, 1, 0, 1), await second.CountAsync(_cancel));
    }

    [Fact]
    public async Task Queue_FileOfAnotherProgram_IsRefused()
    {
        await File.WriteAllTextAsync(_folder.File("reviews.db"), new string('x', 5_000), _cancel);

        DataFolderException error = await Assert.ThrowsAsync<DataFolderException>(
            () => SqliteReviewQueue.OpenAsync(_folder.Path, new ReviewQueueOptions(), _cancel));

        Assert.Equal(DataFolderProblem.Corrupt, error.Problem);
    }
}
