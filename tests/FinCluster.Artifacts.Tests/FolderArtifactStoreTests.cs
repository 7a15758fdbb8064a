using System.Security.Cryptography;
using FinCluster.Core.Catalog;
using FinCluster.Core.Catalog.Storage;
using FinCluster.Testing;

namespace FinCluster.Artifacts.Tests;

public sealed class FolderArtifactStoreTests : IDisposable
{
    private readonly CancellationToken _cancel = TestTimeouts.Token;
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTimeProvider _time = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Write_File_IsReadBackWholeAndInParts()
    {
        FolderArtifactStore store = Open();
        (ArtifactHash hash, byte[] content) = Content(3_000_000, 1);

        await store.WriteAsync(hash, content.Length, new MemoryStream(content), _cancel);

        Assert.True(await store.HasAsync(hash, _cancel));
        Assert.Equal(content, await ReadAsync(store, hash, 0, null));
        Assert.Equal(content[1_000..1_010], await ReadAsync(store, hash, 1_000, 10));
        Assert.Equal(content[2_999_990..], await ReadAsync(store, hash, 2_999_990, 1_000));
        Assert.Empty(await ReadAsync(store, hash, 3_000_000, null));
        Assert.Equal(content.Length, await store.VerifyAsync(hash, _cancel));
        StoredArtifact stored = Assert.Single(await store.ListAsync(_cancel));
        Assert.Equal((hash, 3_000_000L), (stored.Hash, stored.Bytes));
    }

    [Fact]
    public async Task Read_WhatIsNotThere_SaysSo()
    {
        FolderArtifactStore store = Open();
        (ArtifactHash hash, byte[] content) = Content(10, 1);

        Assert.False(await store.HasAsync(hash, _cancel));
        Assert.Equal(ArtifactProblem.Missing, await ProblemAsync(() => store.OpenReadAsync(hash, 0, null, _cancel)));
        Assert.Equal(ArtifactProblem.Missing, await ProblemAsync(() => store.PinAsync(hash, _cancel)));
        Assert.Equal(ArtifactProblem.Missing, await ProblemAsync(() => store.VerifyAsync(hash, _cancel)));
        await store.WriteAsync(hash, content.Length, new MemoryStream(content), _cancel);
        Assert.Equal(ArtifactProblem.OutOfRange, await ProblemAsync(() => store.OpenReadAsync(hash, 11, null, _cancel)));
    }

    [Fact]
    public async Task Write_OtherContent_IsRefusedAndNotGoneOnWith()
    {
        FolderArtifactStore store = Open();
        (ArtifactHash hash, byte[] content) = Content(1_000, 1);
        byte[] damaged = [.. content];
        damaged[500] ^= 1;

        Assert.Equal(ArtifactProblem.Corrupt, await ProblemAsync(() => WriteAsync(store, hash, damaged)));

        Assert.False(await store.HasAsync(hash, _cancel));
        await using IArtifactWrite again = await store.BeginWriteAsync(hash, content.Length, _cancel);
        Assert.Equal(0, again.Offset);
        await again.AppendAsync(content, _cancel);
        await again.CompleteAsync(_cancel);
        Assert.Equal(content, await ReadAsync(store, hash, 0, null));
    }

    [Fact]
    public async Task Write_CheckedAndRefused_LeavesNothing()
    {
        FolderArtifactStore store = Open();
        (ArtifactHash hash, byte[] content) = Content(1_000, 1);
        byte[] seen = [];
        await using IArtifactWrite write = await store.BeginWriteAsync(hash, content.Length, _cancel);
        await write.AppendAsync(content.AsMemory(0, 600), _cancel);
        Assert.Equal(new ReceivedBytes(600, IsComplete: false), await store.FindReceivedAsync(hash, _cancel));
        await write.AppendAsync(content.AsMemory(600), _cancel);

        await Assert.ThrowsAsync<InvalidDataException>(() => write.CompleteAsync(
            path =>
            {
                seen = File.ReadAllBytes(path);
                throw new InvalidDataException("not what it has to be");
            },
            _cancel));

        Assert.Equal(content, seen);
        Assert.False(await store.HasAsync(hash, _cancel));
        Assert.Equal(new ReceivedBytes(0, IsComplete: false), await store.FindReceivedAsync(hash, _cancel));
        await store.WriteAsync(hash, content.Length, new MemoryStream(content), _cancel);
        Assert.Equal(new ReceivedBytes(1_000, IsComplete: true), await store.FindReceivedAsync(hash, _cancel));
    }

    [Fact]
    public async Task Write_OfOneFileByManyAtOnce_IsThereOnceAndNobodyFails()
    {
        for (int round = 0; round < 20; round++)
        {
            FolderArtifactStore store = Open();
            (ArtifactHash hash, byte[] content) = Content(100_000, 100 + round);

            await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(
                () => store.WriteAsync(hash, content.Length, new MemoryStream(content), _cancel), _cancel)));

            Assert.Equal(content, await ReadAsync(store, hash, 0, null));
        }
    }

    [Fact]
    public async Task Write_MoreOrFewerBytes_IsRefused()
    {
        FolderArtifactStore store = Open();
        (ArtifactHash hash, byte[] content) = Content(1_000, 1);

        Assert.Equal(ArtifactProblem.OutOfRange, await ProblemAsync(() => store.WriteAsync(hash, 999, new MemoryStream(content), _cancel)));
        Assert.Equal(ArtifactProblem.OutOfRange, await ProblemAsync(() => store.WriteAsync(hash, 1_001, new MemoryStream(content), _cancel)));
        Assert.False(await store.HasAsync(hash, _cancel));
    }

    [Fact]
    public async Task Write_ThatEndedInBetween_GoesOnAfterARestart()
    {
        (ArtifactHash hash, byte[] content) = Content(1_000, 1);
        await using (IArtifactWrite first = await Open().BeginWriteAsync(hash, content.Length, _cancel))
        {
            await first.AppendAsync(content.AsMemory(..400), _cancel);
        }

        FolderArtifactStore store = Open();
        Assert.False(await store.HasAsync(hash, _cancel));
        await using IArtifactWrite second = await store.BeginWriteAsync(hash, content.Length, _cancel);
        Assert.Equal((400L, false), (second.Offset, second.IsComplete));
        await second.AppendAsync(content.AsMemory(400..), _cancel);
        await second.CompleteAsync(_cancel);

        Assert.True(second.IsComplete);
        Assert.Equal(content, await ReadAsync(store, hash, 0, null));
        Assert.Empty(Directory.GetFiles(Path.Combine(_folder.Path, "partial")));
    }

    [Fact]
    public async Task Write_FileThatIsThere_IsCompleteAtOnce()
    {
        FolderArtifactStore store = Open();
        (ArtifactHash hash, byte[] content) = Content(1_000, 1);
        await WriteAsync(store, hash, content);

        await using IArtifactWrite again = await store.BeginWriteAsync(hash, content.Length, _cancel);

        Assert.Equal((1_000L, true), (again.Offset, again.IsComplete));
    }

    [Fact]
    public async Task Write_OfOneFileByTwo_HarmsNeither()
    {
        FolderArtifactStore one = Open();
        FolderArtifactStore other = Open();
        (ArtifactHash hash, byte[] content) = Content(1_000, 1);
        await using IArtifactWrite first = await one.BeginWriteAsync(hash, content.Length, _cancel);
        await first.AppendAsync(content.AsMemory(..600), _cancel);
        await using IArtifactWrite second = await other.BeginWriteAsync(hash, content.Length, _cancel);
        Assert.Equal(0, second.Offset);
        await second.AppendAsync(content, _cancel);
        await second.CompleteAsync(_cancel);
        await using Stream reading = await other.OpenReadAsync(hash, 0, null, _cancel);

        await first.AppendAsync(content.AsMemory(600..), _cancel);
        await first.CompleteAsync(_cancel);

        Assert.Equal(content, await ReadAsync(reading));
        Assert.Equal(content, await ReadAsync(other, hash, 0, null));
        Assert.Equal(content.Length, await one.VerifyAsync(hash, _cancel));
    }

    [Fact]
    public async Task Write_OfOneFileByManyAtOnce_LeavesItWhole()
    {
        (ArtifactHash hash, byte[] content) = Content(500_000, 1);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => WriteAsync(Open(), hash, content))));

        Assert.Equal(content, await ReadAsync(Open(), hash, 0, null));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Read_DamagedFile_IsNeverServedAndTheNextWriteMendsIt(bool isTruncated)
    {
        (ArtifactHash hash, byte[] content) = Content(1_000, 1);
        await WriteAsync(Open(), hash, content);
        await DamageAsync(hash, isTruncated);
        FolderArtifactStore store = Open();

        Assert.Equal(ArtifactProblem.Corrupt, await ProblemAsync(() => store.OpenReadAsync(hash, 0, 10, _cancel)));
        Assert.Equal(ArtifactProblem.Corrupt, await ProblemAsync(() => store.PinAsync(hash, _cancel)));
        Assert.False(await store.HasAsync(hash, _cancel));
        await WriteAsync(store, hash, content);

        Assert.Equal(content, await ReadAsync(store, hash, 0, null));
        Assert.True(await store.HasAsync(hash, _cancel));
    }

    [Fact]
    public async Task Read_FileThatIsDamagedLater_IsNotServedEither()
    {
        FolderArtifactStore store = Open();
        (ArtifactHash hash, byte[] content) = Content(1_000, 1);
        await WriteAsync(store, hash, content);
        Assert.Equal(content, await ReadAsync(store, hash, 0, null));

        await DamageAsync(hash, isTruncated: false);

        Assert.Equal(ArtifactProblem.Corrupt, await ProblemAsync(() => store.OpenReadAsync(hash, 0, null, _cancel)));
        Assert.Equal(ArtifactProblem.Corrupt, await ProblemAsync(() => store.VerifyAsync(hash, _cancel)));
    }

    [Fact]
    public async Task Limit_NewFile_RemovesWhatWasUsedLongestAgo()
    {
        FolderArtifactStore store = Open(new FolderArtifactStoreOptions { MaxTotalBytes = 3_000 });
        (ArtifactHash Hash, byte[] Content)[] files = [.. Enumerable.Range(1, 4).Select(seed => Content(1_000, seed))];
        foreach ((ArtifactHash hash, byte[] content) in files[..3])
        {
            await WriteAsync(store, hash, content);
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        await ReadAsync(store, files[0].Hash, 0, 1);
        _time.Advance(TimeSpan.FromMinutes(1));
        await WriteAsync(store, files[3].Hash, files[3].Content);

        Assert.Equal((bool[])[true, false, true, true], await HaveAsync(store, files));
    }

    [Fact]
    public async Task Limit_FilesInUse_StayAndTheNewOneIsRefused()
    {
        var options = new FolderArtifactStoreOptions { MaxTotalBytes = 2_000 };
        FolderArtifactStore store = Open(options);
        (ArtifactHash Hash, byte[] Content)[] files = [.. Enumerable.Range(1, 3).Select(seed => Content(1_000, seed))];
        await WriteAsync(store, files[0].Hash, files[0].Content);
        await WriteAsync(store, files[1].Hash, files[1].Content);
        IArtifactPin pin = await store.PinAsync(files[0].Hash, _cancel);
        Stream reading = await store.OpenReadAsync(files[1].Hash, 0, null, _cancel);

        // Another process: it knows of the uses by the files alone.
        FolderArtifactStore other = Open(options);
        Assert.Equal(ArtifactProblem.Full, await ProblemAsync(() => WriteAsync(other, files[2].Hash, files[2].Content)));
        Assert.Equal(files[0].Content, await File.ReadAllBytesAsync(pin.Path, _cancel));

        await reading.DisposeAsync();
        await WriteAsync(other, files[2].Hash, files[2].Content);
        Assert.Equal((bool[])[true, false, true], await HaveAsync(other, files));
        pin.Dispose();
    }

    [Fact]
    public async Task Limit_FileThatIsTooLarge_IsRefusedBeforeAnyByte()
    {
        (ArtifactHash hash, _) = Content(10, 1);

        Assert.Equal(
            ArtifactProblem.TooLarge,
            await ProblemAsync(() => Open(new FolderArtifactStoreOptions { MaxArtifactBytes = 999 }).BeginWriteAsync(hash, 1_000, _cancel)));
        Assert.Equal(
            ArtifactProblem.TooLarge,
            await ProblemAsync(() => Open(new FolderArtifactStoreOptions { MaxTotalBytes = 999 }).BeginWriteAsync(hash, 1_000, _cancel)));
        Assert.Empty(Directory.GetFiles(Path.Combine(_folder.Path, "partial")));
    }

    [Fact]
    public async Task Open_WhatNobodyWentOnWith_IsRemoved()
    {
        (ArtifactHash hash, byte[] content) = Content(1_000, 1);
        await using (IArtifactWrite write = await Open().BeginWriteAsync(hash, content.Length, _cancel))
        {
            await write.AppendAsync(content.AsMemory(..400), _cancel);
        }

        string partial = Assert.Single(Directory.GetFiles(Path.Combine(_folder.Path, "partial")));
        File.SetLastWriteTimeUtc(partial, _time.GetUtcNow().UtcDateTime - TimeSpan.FromDays(8));
        Open();

        Assert.False(File.Exists(partial));
    }

    [Fact]
    public async Task Open_FolderThatIsAFile_SaysSo()
    {
        string file = Path.Combine(_folder.Path, "file");
        await File.WriteAllTextAsync(file, "", _cancel);

        ArtifactException error = Assert.Throws<ArtifactException>(
            () => FolderArtifactStore.Open(file, new FolderArtifactStoreOptions(), _time));

        Assert.Equal(ArtifactProblem.Unavailable, error.Problem);
    }

    private Task<bool[]> HaveAsync(FolderArtifactStore store, (ArtifactHash Hash, byte[] Content)[] files) =>
        Task.WhenAll(files.Select(file => store.HasAsync(file.Hash, _cancel).AsTask()));

    private static (ArtifactHash Hash, byte[] Content) Content(int length, int seed)
    {
        byte[] content = new byte[length];
        new Random(seed).NextBytes(content);
        return (ArtifactHash.FromDigest(SHA256.HashData(content)), content);
    }

    private static async Task<ArtifactProblem> ProblemAsync(Func<Task> call) => (await Assert.ThrowsAsync<ArtifactException>(call)).Problem;

    private FolderArtifactStore Open(FolderArtifactStoreOptions? options = null) =>
        FolderArtifactStore.Open(_folder.Path, options ?? new FolderArtifactStoreOptions(), _time);

    private Task WriteAsync(FolderArtifactStore store, ArtifactHash hash, byte[] content) =>
        store.WriteAsync(hash, content.Length, new MemoryStream(content), _cancel);

    private async Task<byte[]> ReadAsync(FolderArtifactStore store, ArtifactHash hash, long offset, long? length)
    {
        await using Stream stream = await store.OpenReadAsync(hash, offset, length, _cancel);
        return await ReadAsync(stream);
    }

    private async Task<byte[]> ReadAsync(Stream stream)
    {
        var read = new MemoryStream();
        await stream.CopyToAsync(read, _cancel);
        return read.ToArray();
    }

    private async Task DamageAsync(ArtifactHash hash, bool isTruncated)
    {
        string file = Path.Combine(_folder.Path, hash.Value[..2], hash.Value);
        byte[] content = await File.ReadAllBytesAsync(file, _cancel);
        content[10] ^= 1;
        await File.WriteAllBytesAsync(file, isTruncated ? content[..999] : content, _cancel);
    }
}
