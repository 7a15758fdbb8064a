using FinCluster.Core.Compliance.Guard;
using FinCluster.Core.Compliance.Review;
using FinCluster.Core.Sessions;
using FinCluster.Core.Tenants;
using FinCluster.Testing;

namespace FinCluster.Cluster.Tests.Compliance;

/// <summary>What every <see cref="IReviewQueue"/> must do. A backend inherits the class and says how to make one.</summary>
public abstract class ReviewQueueConformanceTests : IAsyncLifetime
{
    /// <summary>How many open items the queue of the tests keeps.</summary>
    protected const int MaxOpen = 12;

    private readonly CancellationToken _cancel = TestTimeouts.Token;

    /// <summary>Gets what one process uses.</summary>
    protected IReviewQueue First { get; private set; } = null!;

    /// <summary>Gets what another process uses.</summary>
    protected IReviewQueue Second { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        First = await ConnectAsync(new ReviewQueueOptions { MaxOpen = MaxOpen });
        Second = await ConnectAsync(new ReviewQueueOptions { MaxOpen = MaxOpen });
    }

    public async ValueTask DisposeAsync()
    {
        await DisposeAllAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives what a process uses; all see the same.</summary>
    protected abstract Task<IReviewQueue> ConnectAsync(ReviewQueueOptions options);

    /// <summary>Ends what was opened.</summary>
    protected abstract Task DisposeAllAsync();

    [Fact]
    public async Task Find_WholeItem_IsReadByAnotherProcessAsItWas()
    {
        ReviewItem item = ReviewItems.New() with
        {
            Session = SessionId.New(),
            Category = GuardCategory.InsiderDealing,
            Model = "fin-chat",
            Release = "fin-chat@3",
            Comment = "不对 😀 \0 \"'",
        };

        Assert.Equal(0, await First.AddAsync(item, _cancel));

        Assert.Equal(item, await Second.FindAsync(item.Id, _cancel));
        Assert.Equal(ReviewStatus.Open, item.Status);
    }

    [Fact]
    public async Task Find_BareItem_HasNoMoreThanItCameWith()
    {
        ReviewItem item = ReviewItems.New() with { Answer = "" };
        await First.AddAsync(item, _cancel);

        Assert.Equal(item, await First.FindAsync(item.Id, _cancel));
        Assert.Null(await First.FindAsync(ReviewId.New(), _cancel));
    }

    [Fact]
    public async Task Add_LongestTexts_AreReadAsTheyWere()
    {
        ReviewItem item = ReviewItems.New() with
        {
            Question = new string('问', ReviewRules.MaxTextLength),
            Answer = new string('答', ReviewRules.MaxTextLength),
            Comment = new string('差', ReviewRules.MaxNoteLength),
        };
        await First.AddAsync(item, _cancel);

        Assert.Equal(item, await Second.FindAsync(item.Id, _cancel));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => First.AddAsync(item with { Id = ReviewId.New(), Question = item.Question + "!" }, _cancel));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => First.AddAsync(ReviewItems.New() with { Decision = ReviewItems.Decision() }, _cancel));
    }

    [Fact]
    public async Task Add_SameIdAgain_KeepsTheFirst()
    {
        ReviewItem item = ReviewItems.New();
        await First.AddAsync(item, _cancel);
        await First.DecideAsync(item.Id, ReviewItems.Decision(), _cancel);

        await Second.AddAsync(item with { Question = "another" }, _cancel);

        Assert.Equal(item with { Decision = ReviewItems.Decision() }, await First.FindAsync(item.Id, _cancel));
        Assert.Equal(new ReviewCounts(0, 1, 0, 0, 0), await Second.CountAsync(_cancel));
        Assert.Single((await First.ListAsync(null, null, 10, null, _cancel)).Items);
    }

    [Theory]
    [InlineData(ReviewStatus.Approved)]
    [InlineData(ReviewStatus.Corrected)]
    [InlineData(ReviewStatus.Rejected)]
    public async Task Decide_OpenItem_IsSeenByAll(ReviewStatus status)
    {
        ReviewItem item = ReviewItems.New();
        await First.AddAsync(item, _cancel);
        ReviewDecision decision = ReviewItems.Decision(status) with { Note = "第一段" };

        Assert.Equal(DecideStatus.Decided, await First.DecideAsync(item.Id, decision, _cancel));

        ReviewItem? read = await Second.FindAsync(item.Id, _cancel);
        Assert.Equal(item with { Decision = decision }, read);
        Assert.Equal(status, read!.Status);
        Assert.Equal([item.Id], Ids(await Second.ListAsync(status, item.Tenant, 10, null, _cancel)));
        Assert.Empty((await Second.ListAsync(ReviewStatus.Open, null, 10, null, _cancel)).Items);
        Assert.Empty((await Second.ListAsync(ReviewStatus.Open, item.Tenant, 10, null, _cancel)).Items);
    }

    [Fact]
    public async Task Decide_DecidedOrUnknownItem_ChangesNothing()
    {
        ReviewItem item = ReviewItems.New();
        await First.AddAsync(item, _cancel);
        await First.DecideAsync(item.Id, ReviewItems.Decision(), _cancel);

        Assert.Equal(DecideStatus.AlreadyDecided, await Second.DecideAsync(item.Id, ReviewItems.Decision(ReviewStatus.Corrected), _cancel));
        Assert.Equal(DecideStatus.NotFound, await Second.DecideAsync(ReviewId.New(), ReviewItems.Decision(), _cancel));

        Assert.Equal(ReviewItems.Decision(), (await First.FindAsync(item.Id, _cancel))!.Decision);
        Assert.Equal(new ReviewCounts(0, 1, 0, 0, 0), await First.CountAsync(_cancel));
    }

    [Fact]
    public async Task Decide_ManyAtOnce_OneWins()
    {
        ReviewItem item = ReviewItems.New();
        await First.AddAsync(item, _cancel);

        DecideStatus[] ends = await Task.WhenAll(Enumerable.Range(0, 24).Select(i => Task.Run(
            () => (i % 2 == 0 ? First : Second).DecideAsync(item.Id, ReviewItems.Decision((ReviewStatus)(1 + (i % 3)), $"r{i}"), _cancel), _cancel)));

        int winner = Array.IndexOf(ends, DecideStatus.Decided);
        Assert.Equal(23, ends.Count(end => end == DecideStatus.AlreadyDecided));
        Assert.Equal($"r{winner}", (await First.FindAsync(item.Id, _cancel))!.Decision!.Reviewer);
        ReviewCounts counts = await First.CountAsync(_cancel);
        Assert.Equal((0, 1), (counts.Open, counts.Approved + counts.Corrected + counts.Rejected));
    }

    [Fact]
    public async Task Add_ManyAtOnce_AllAreKeptOnce()
    {
        ReviewItem[] items = [.. Enumerable.Range(0, MaxOpen).Select(_ => ReviewItems.New())];

        await Task.WhenAll(items.Concat(items).Select((item, i) => Task.Run(() => (i % 2 == 0 ? First : Second).AddAsync(item, _cancel), _cancel)));

        ReviewPage page = await First.ListAsync(null, null, 100, null, _cancel);
        Assert.Equal(items.Select(item => item.Id.Value).Order(StringComparer.Ordinal), Ids(page).Select(id => id.Value).Order(StringComparer.Ordinal));
        Assert.Equal(new ReviewCounts(MaxOpen, 0, 0, 0, 0), await Second.CountAsync(_cancel));
    }

    [Fact]
    public async Task List_Filters_GiveWhatFitsNewestFirst()
    {
        List<ReviewItem> items = [];
        for (int i = 0; i < 8; i++)
        {
            items.Add(ReviewItems.New(tenant: i % 2 == 0 ? "acme" : "acme.open"));
            await First.AddAsync(items[i], _cancel);
        }

        await First.DecideAsync(items[0].Id, ReviewItems.Decision(), _cancel);
        await First.DecideAsync(items[3].Id, ReviewItems.Decision(), _cancel);
        await First.DecideAsync(items[4].Id, ReviewItems.Decision(ReviewStatus.Rejected), _cancel);

        await AssertListAsync(null, null, 7, 6, 5, 4, 3, 2, 1, 0);
        await AssertListAsync(null, "acme", 6, 4, 2, 0);
        await AssertListAsync(ReviewStatus.Open, null, 7, 6, 5, 2, 1);
        await AssertListAsync(ReviewStatus.Open, "acme.open", 7, 5, 1);
        await AssertListAsync(ReviewStatus.Approved, null, 3, 0);
        await AssertListAsync(ReviewStatus.Rejected, "acme", 4);
        await AssertListAsync(ReviewStatus.Corrected, null);
        await AssertListAsync(null, "nobody");

        async Task AssertListAsync(ReviewStatus? status, string? tenant, params int[] expected)
        {
            ReviewPage page = await Second.ListAsync(status, tenant is null ? null : new TenantId(tenant), 100, null, _cancel);
            Assert.Equal(expected.Select(i => items[i].Id), Ids(page));
            Assert.Null(page.Next);
        }
    }

    [Fact]
    public async Task List_PagesWhileItemsComeAndGo_GiveEveryItemThatStaysOnce()
    {
        List<ReviewItem> items = [];
        for (int i = 0; i < 7; i++)
        {
            items.Add(ReviewItems.New());
            await First.AddAsync(items[i], _cancel);
        }

        var seen = new List<ReviewId>();
        string? next = null;
        int pages = 0;
        do
        {
            ReviewPage page = await Second.ListAsync(ReviewStatus.Open, null, 2, next, _cancel);
            seen.AddRange(Ids(page));
            next = page.Next;
            pages++;
            await First.AddAsync(ReviewItems.New(), _cancel);
            if (pages == 1)
            {
                // One that was listed already, which is where the cursor stands, and one that was not.
                await First.DecideAsync(items[5].Id, ReviewItems.Decision(), _cancel);
                await First.DecideAsync(items[2].Id, ReviewItems.Decision(), _cancel);
            }
        }
        while (next is not null);

        Assert.Equal([items[6].Id, items[5].Id, items[4].Id, items[3].Id, items[1].Id, items[0].Id], seen);
        Assert.Equal(3, pages);
    }

    [Fact]
    public async Task List_LongTexts_EndThePageEarlierAndLoseNothing()
    {
        List<ReviewItem> items = [];
        for (int i = 0; i < MaxOpen; i++)
        {
            items.Add(ReviewItems.New(question: new string('长', ReviewRules.MaxTextLength)) with { Answer = new string('文', ReviewRules.MaxTextLength) });
            await First.AddAsync(items[i], _cancel);
        }

        ReviewPage first = await Second.ListAsync(null, null, 100, null, _cancel);
        ReviewPage second = await Second.ListAsync(null, null, 100, first.Next, _cancel);

        // Each has 2 * 3 * 32,768 bytes, so the sixth one fills the page.
        Assert.Equal((6, 6), (first.Items.Count, second.Items.Count));
        Assert.Null(second.Next);
        Assert.Equal(Enumerable.Reverse(items), first.Items.Concat(second.Items));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("-1")]
    [InlineData("0")]
    [InlineData(" 5")]
    [InlineData("99999999999999999999")]
    public async Task List_NoCursor_IsRefused(string cursor) =>
        await Assert.ThrowsAsync<FormatException>(() => First.ListAsync(null, null, 10, cursor, _cancel));

    [Theory]
    [InlineData(0)]
    [InlineData(ReviewRules.MaxPageSize + 1)]
    public async Task List_WrongSize_IsRefused(int pageSize) =>
        await Assert.ThrowsAnyAsync<ArgumentException>(() => First.ListAsync(null, null, pageSize, null, _cancel));

    [Fact]
    public async Task Add_QueueIsFull_DropsTheOldestThatNobodyFlagged()
    {
        ReviewItem guard = ReviewItems.New(ReviewReason.GuardInput), sample = ReviewItems.New(ReviewReason.Sample, "other");
        ReviewItem feedback = ReviewItems.New(ReviewReason.Feedback), decided = ReviewItems.New(ReviewReason.Sample);
        foreach (ReviewItem item in (ReviewItem[])[guard, decided, sample, feedback])
        {
            await First.AddAsync(item, _cancel);
        }

        await First.DecideAsync(decided.Id, ReviewItems.Decision(), _cancel);
        for (int i = 0; i < MaxOpen - 3; i++)
        {
            Assert.Equal(0, await First.AddAsync(ReviewItems.New(), _cancel));
        }

        Assert.Equal(1, await First.AddAsync(ReviewItems.New(), _cancel));
        Assert.Null(await Second.FindAsync(sample.Id, _cancel));
        Assert.Empty((await Second.ListAsync(null, sample.Tenant, 10, null, _cancel)).Items);
        Assert.Empty((await Second.ListAsync(ReviewStatus.Open, sample.Tenant, 10, null, _cancel)).Items);
        Assert.Equal(DecideStatus.NotFound, await Second.DecideAsync(sample.Id, ReviewItems.Decision(), _cancel));
        Assert.Equal(1, await First.AddAsync(ReviewItems.New(), _cancel));
        Assert.Null(await Second.FindAsync(feedback.Id, _cancel));
        Assert.NotNull(await Second.FindAsync(decided.Id, _cancel));
        Assert.Equal(new ReviewCounts(MaxOpen, 1, 0, 0, 2), await Second.CountAsync(_cancel));
    }

    [Fact]
    public async Task Add_QueueIsFullOfFlaggedOnes_DropsANewSampleAndElseTheOldest()
    {
        List<ReviewItem> flagged = [];
        for (int i = 0; i < MaxOpen; i++)
        {
            flagged.Add(ReviewItems.New());
            await First.AddAsync(flagged[i], _cancel);
        }

        ReviewItem sample = ReviewItems.New(ReviewReason.Sample);
        Assert.Equal(1, await Second.AddAsync(sample, _cancel));
        Assert.Null(await First.FindAsync(sample.Id, _cancel));
        Assert.NotNull(await First.FindAsync(flagged[0].Id, _cancel));

        Assert.Equal(1, await Second.AddAsync(ReviewItems.New(), _cancel));
        Assert.Null(await First.FindAsync(flagged[0].Id, _cancel));
        Assert.Equal(new ReviewCounts(MaxOpen, 0, 0, 0, 2), await First.CountAsync(_cancel));
    }

    [Fact]
    public async Task EveryCall_Cancelled_ChangesNothing()
    {
        var cancelled = new CancellationToken(canceled: true);
        ReviewItem item = ReviewItems.New();
        await First.AddAsync(item, _cancel);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => First.AddAsync(ReviewItems.New(), cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => First.DecideAsync(item.Id, ReviewItems.Decision(), cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => First.FindAsync(item.Id, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => First.ListAsync(null, null, 1, null, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => First.CountAsync(cancelled));

        Assert.Equal(new ReviewCounts(1, 0, 0, 0, 0), await First.CountAsync(_cancel));
    }

    [Fact]
    public async Task Export_CorrectedItemsOfManyPages_AreAllThere()
    {
        List<string> expected = [];
        for (int i = 0; i < ReviewRules.MaxPageSize + 5; i++)
        {
            ReviewItem item = ReviewItems.New();
            await First.AddAsync(item, _cancel);
            ReviewDecision decision = ReviewItems.Decision(i % 50 == 0 ? ReviewStatus.Rejected : ReviewStatus.Corrected);
            await First.DecideAsync(item.Id, decision, _cancel);
            expected.AddRange(decision.Correction is null ? [] : [TrainingExport.Line(item with { Decision = decision })]);
        }

        Assert.Equal(Enumerable.Reverse(expected), await TrainingExport.ReadAsync(Second, null, _cancel).ToListAsync(_cancel));
        Assert.Empty(await TrainingExport.ReadAsync(Second, new TenantId("other"), _cancel).ToListAsync(_cancel));
    }

    private static IEnumerable<ReviewId> Ids(ReviewPage page) => page.Items.Select(item => item.Id);
}
