using System.Security.Cryptography;
using FinCluster.Inference.Models;
using FinCluster.Testing;

namespace FinCluster.Inference.Tests.Models;

public sealed class ModelFileTests
{
    private readonly CancellationToken _cancel = TestTimeouts.Token;

    [Fact]
    public async Task ComputeHash_KnownContent_IsItsSha256()
    {
        using var file = new TemporaryModel("abc"u8.ToArray());

        string hash = await ModelFile.ComputeHashAsync(file.Path, null, _cancel);

        // FIPS 180-2, appendix B.1.
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", hash);
    }

    [Fact]
    public async Task ComputeHash_SeveralChunks_ReportsBytesUpToTheLength()
    {
        byte[] content = new byte[3_500_000];
        new Random(1).NextBytes(content);
        using var file = new TemporaryModel(content);
        var progress = new Recorder();

        string hash = await ModelFile.ComputeHashAsync(file.Path, progress, _cancel);

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(content)), hash);
        Assert.True(progress.Reports.Count >= 4);
        Assert.Equal(progress.Reports.Order(), progress.Reports);
        Assert.Equal(content.Length, progress.Reports[^1]);
    }

    [Fact]
    public async Task ComputeHash_CancelledOnTheWay_Ends()
    {
        using var file = new TemporaryModel(new byte[3_500_000]);
        using var cancel = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => ModelFile.ComputeHashAsync(file.Path, new Canceller(cancel), cancel.Token));
    }

    [Fact]
    public async Task ComputeHash_EmptyFile_IsTheHashOfNothing()
    {
        using var file = new TemporaryModel([]);

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData([])), await ModelFile.ComputeHashAsync(file.Path, null, _cancel));
    }

    [Fact]
    public async Task ComputeHash_MissingFile_SaysWhy()
    {
        using var file = new TemporaryModel();

        ModelFileException error = await Assert.ThrowsAsync<ModelFileException>(() => ModelFile.ComputeHashAsync(file.Path, null, _cancel));

        Assert.Contains("cannot be read", error.Reason, StringComparison.Ordinal);
    }

    private sealed class Recorder : IProgress<long>
    {
        public List<long> Reports { get; } = [];

        public void Report(long value) => Reports.Add(value);
    }

    private sealed class Canceller(CancellationTokenSource source) : IProgress<long>
    {
        public void Report(long value) => source.Cancel();
    }
}
