using FinCluster.Core.Engine;
using FinCluster.Core.Sessions;
using FinCluster.Core.Tenants;
using FinCluster.Testing;

namespace FinCluster.Cluster.Tests.Conformance;

/// <summary>What every <see cref="ISessionStore"/> must do. A backend inherits the class and says how to make a store.</summary>
public abstract partial class SessionStoreConformanceTests : IAsyncLifetime
{
    protected static readonly TenantId Alice = new("alice");
    protected static readonly TenantId Bob = new("bob");

    /// <summary>Longer than any test lasts.</summary>
    protected static readonly TimeSpan LongLease = TimeSpan.FromMinutes(10);

    private static readonly ChatMessage[] NoMessages = [];

    private readonly CancellationToken _cancel = TestTimeouts.Token;

    /// <summary>Gets a lease duration that <see cref="ExpireLeasesAsync"/> can let pass quickly.</summary>
    protected virtual TimeSpan ShortLease => TimeSpan.FromSeconds(1);

    /// <summary>Gets the empty store under test.</summary>
    protected ISessionStore Store { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Store = await CreateStoreAsync();

    public async ValueTask DisposeAsync()
    {
        await DisposeStoreAsync(Store);
        GC.SuppressFinalize(this);
    }

    /// <summary>Makes an empty store.</summary>
    protected abstract Task<ISessionStore> CreateStoreAsync();

    /// <summary>Gives what a second gateway would use to reach the same sessions.</summary>
    protected virtual Task<ISessionStore> ConnectAsync(ISessionStore store) => Task.FromResult(store);

    /// <summary>Ends the store and removes what it kept.</summary>
    protected abstract Task DisposeStoreAsync(ISessionStore store);

    /// <summary>Returns when leases that were taken for <paramref name="duration"/> before the call have run out.</summary>
    protected abstract Task ExpireLeasesAsync(TimeSpan duration);

    [Fact]
    public async Task Create_WithMessages_IsFoundAtVersionZero()
    {
        ChatMessage[] first = [new(ChatRole.System, "你是金融助手"), new(ChatRole.User, "")];

        SessionSummary created = await Store.CreateAsync(Alice, "fin-chat", first, _cancel);
        SessionRecord? found = await Store.FindAsync(Alice, created.Id, _cancel);

        Assert.NotNull(found);
        Assert.Equal(created, found.Summary);
        Assert.Equal((0L, "fin-chat", 2, Alice), (created.Version, created.Model, created.MessageCount, created.Tenant));
        Assert.Equal(created.CreatedAt, created.UpdatedAt);
        Assert.Equal(TimeSpan.Zero, created.CreatedAt.Offset);
        Assert.Equal(first, found.Messages);
        Assert.True(SessionId.TryParse(created.Id.Value, out _));
    }

    [Fact]
    public async Task Create_WithoutModel_KeepsNull()
    {
        SessionSummary created = await Store.CreateAsync(Alice, null, NoMessages, _cancel);

        Assert.Null((await Store.FindAsync(Alice, created.Id, _cancel))!.Summary.Model);
    }

    [Fact]
    public async Task Find_UnknownSession_IsNull() => Assert.Null(await Store.FindAsync(Alice, SessionId.New(), _cancel));

    [Fact]
    public async Task AnyCall_ByAnotherTenant_DoesNotSeeTheSession()
    {
        SessionSummary session = await Store.CreateAsync(Alice, null, NoMessages, _cancel);

        Assert.Null(await Store.FindAsync(Bob, session.Id, _cancel));
        Assert.Equal(AcquireStatus.NotFound, (await Store.AcquireAsync(Bob, session.Id, null, LongLease, _cancel)).Status);
        Assert.Equal(DeleteStatus.NotFound, await Store.DeleteAsync(Bob, session.Id, _cancel));
        Assert.Empty((await Store.ListAsync(Bob, 10, null, _cancel)).Sessions);
        Assert.NotNull(await Store.FindAsync(Alice, session.Id, _cancel));
    }

    [Fact]
    public async Task Commit_ByTheLeaseOfAnotherTenant_ChangesNothing()
    {
        SessionSummary session = await Store.CreateAsync(Alice, null, NoMessages, _cancel);
        SessionLease lease = await TakeAsync(session.Id);

        CommitResult forged = await Store.CommitAsync(lease with { Tenant = Bob }, Turn(0), _cancel);

        Assert.NotEqual(CommitStatus.Committed, forged.Status);
        Assert.Equal(0, (await Store.FindAsync(Alice, session.Id, _cancel))!.Summary.Version);
    }

    [Theory]
    [InlineData("中文，日本語、한국어 — “quotes” ½ ﷽")]
    [InlineData("emoji 👨‍👩‍👧‍👦 and combining e\u0301")]
    [InlineData("zero \0 inside, tab \t, line\r\nends\n")]
    [InlineData("\uFEFFbyte order mark, \u202Eright to left")]
    [InlineData("'); DROP TABLE sessions; --")]
    public async Task Commit_AnyText_ComesBackUnchanged(string text)
    {
        SessionSummary session = await Store.CreateAsync(Alice, text, [new ChatMessage(ChatRole.System, text)], _cancel);

        await Store.CommitAsync(await TakeAsync(session.Id), [new ChatMessage(ChatRole.User, text)], _cancel);

        SessionRecord found = (await Store.FindAsync(Alice, session.Id, _cancel))!;
        Assert.Equal([text, text], found.Messages.Select(message => message.Content));
        Assert.Equal(text, found.Summary.Model);
    }

    [Fact]
    public async Task Commit_MessageOfOneMegabyte_ComesBackUnchanged()
    {
        SessionSummary session = await Store.CreateAsync(Alice, null, NoMessages, _cancel);
        string large = string.Concat(Enumerable.Repeat("债券久期 duration. ", 80 * 1024));

        await Store.CommitAsync(await TakeAsync(session.Id), [new ChatMessage(ChatRole.Assistant, large)], _cancel);

        Assert.True(large.Length > 1024 * 1024);
        Assert.Equal(large, Assert.Single((await Store.FindAsync(Alice, session.Id, _cancel))!.Messages).Content);
    }

    /// <summary>A turn that tells which one it is.</summary>
    protected static ChatMessage[] Turn(int number) =>
        [new(ChatRole.User, $"question {number}"), new(ChatRole.Assistant, $"answer {number}")];

    private async Task<SessionLease> TakeAsync(SessionId session, TimeSpan? duration = null)
    {
        AcquireResult result = await Store.AcquireAsync(Alice, session, null, duration ?? LongLease, _cancel);
        Assert.Equal(AcquireStatus.Acquired, result.Status);
        return result.Lease!;
    }
}
