using System.Security.Cryptography;
using FinCluster.Audit.Copies;
using FinCluster.Audit.Format;
using FinCluster.Core.Audit;
using FinCluster.Core.Errors;
using FinCluster.Testing;

namespace FinCluster.Audit.Tests.Copies;

/// <summary>What a site may add to its copy, whatever it sends.</summary>
public sealed class AuditCopiesTests : IDisposable
{
    private readonly CopyFolder _copy = new();

    public void Dispose() => _copy.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("lock")]
    [InlineData("../other/gw-0123abcd/00000001.seg")]
    [InlineData("gw-0123abcd/../../00000001.seg")]
    [InlineData("gw-0123abcd/00000000.seg")]
    [InlineData("gw-0123abcd/1.seg")]
    [InlineData("gw-0123abcd/00000001.idx")]
    [InlineData("gw-0123abcd\\00000001.seg")]
    [InlineData("gw-0123ABCD/00000001.seg")]
    [InlineData("gw/00000001.seg")]
    [InlineData("/gw-0123abcd/00000001.seg")]
    [InlineData("keys/ab/0123456789abcdef.pub")]
    [InlineData("keys/0123456789abcde.pub")]
    [InlineData("keys/0123456789abcdef.key")]
    [InlineData("roots/2026-13-01.json")]
    [InlineData("roots/../holds.json")]
    [InlineData("holds.json")]
    public async Task Add_PathThatIsNoFileOfALog_IsRefused(string path)
    {
        RequestException error = await Assert.ThrowsAsync<RequestException>(() => AddAsync(path, 0, [1, 2, 3]));

        Assert.Equal((ErrorCode.InvalidRequest, "path"), (error.Code, error.Parameter));
        Assert.False(Directory.Exists(_copy.Files.Path));
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("Branch")]
    [InlineData("-a")]
    public async Task Add_SiteThatIsNone_IsRefused(string site) =>
        await Assert.ThrowsAsync<RequestException>(() => _copy.Copies.AddAsync(site, "keys/0123456789abcdef.pub", 0, new byte[] { 1 }, TestTimeouts.Token));

    [Fact]
    public async Task Add_WhatDoesNotGoOn_IsRefusedAndTheCopyStays()
    {
        using LogFolder log = await AuditCopierTests.SeveralSegmentsAsync();
        string writer = log.Writer;
        byte[] first = File.ReadAllBytes(log.Files.Segment(writer, 1));
        byte[] second = File.ReadAllBytes(log.Files.Segment(writer, 2));
        string name = CopyPath.OfSegment(writer, 1).Text;
        string next = CopyPath.OfSegment(writer, 2).Text;
        int half = HalfOf(log.Files.Segment(writer, 1));
        await AddAsync(name, 0, first[..half]);
        Dictionary<string, byte[]> before = _copy.Read();

        // Elsewhere than behind what is there.
        await IsAsync(ErrorCode.UploadOffsetMismatch, name, 0, first);
        await IsAsync(ErrorCode.UploadOffsetMismatch, name, half + 1, first[(half + 1)..]);
        await IsAsync(ErrorCode.UploadOffsetMismatch, CopyPath.OfSegment(writer, 3).Text, 0, second);
        await IsAsync(ErrorCode.UploadOffsetMismatch, next, 1, second[1..]);

        // Another history.
        await IsAsync(ErrorCode.AuditCopyRefused, next, 0, second);
        await IsAsync(ErrorCode.AuditCopyRefused, name, half, first[half..^1]);
        await IsAsync(ErrorCode.AuditCopyRefused, name, half, [.. first[half..], 0, 0, 0, 0]);
        await IsAsync(ErrorCode.AuditCopyRefused, name, half, first[..half]);
        await IsAsync(ErrorCode.AuditCopyRefused, name, half, []);
        Assert.Equal(before, _copy.Read());

        await AddAsync(name, half, first[half..]);
        await AddAsync(next, 0, second);
        Assert.Equal(first, _copy.Read()[name]);
        Assert.Equal(second, _copy.Read()[next]);
    }

    [Fact]
    public async Task Add_AnyBitChanged_IsRefused()
    {
        using LogFolder log = await AuditCopierTests.SeveralSegmentsAsync();
        string name = CopyPath.OfSegment(log.Writer, 1).Text;
        byte[] good = File.ReadAllBytes(log.Files.Segment(log.Writer, 1));
        for (int i = 0; i < 300; i++)
        {
            byte[] changed = [.. good];
            changed[RandomNumberGenerator.GetInt32(good.Length)] ^= (byte)(1 << RandomNumberGenerator.GetInt32(8));

            await IsAsync(ErrorCode.AuditCopyRefused, name, 0, changed);
        }

        await AddAsync(name, 0, good);
    }

    [Fact]
    public async Task Add_RootOrKeyThatIsThereOtherwise_StaysAsItIs()
    {
        const string root = "roots/2026-11-23.json";
        await AddAsync(root, 0, "{}"u8.ToArray());
        await AddAsync(root, 0, "{}"u8.ToArray());

        await IsAsync(ErrorCode.AuditCopyRefused, root, 0, "{ }"u8.ToArray());

        Assert.Equal("{}"u8.ToArray(), _copy.Read()[root]);
    }

    [Fact]
    public async Task Restart_WithinAPart_SetsItAsideAndGoesOn()
    {
        using LogFolder log = await AuditCopierTests.SeveralSegmentsAsync();
        string path = log.Files.Segment(log.Writer, 1);
        byte[] first = File.ReadAllBytes(path);
        int half = HalfOf(path);
        string name = CopyPath.OfSegment(log.Writer, 1).Text;
        await AddAsync(name, 0, first[..half]);
        _copy.Copies.Dispose();
        await using (FileStream torn = File.OpenWrite(_copy.Files.Segment(log.Writer, 1)))
        {
            torn.Position = half;
            torn.Write(first.AsSpan(half, 20));
        }

        _copy.Restart();
        AuditCopyFile listed = Assert.Single(await _copy.Copies.ListAsync(CopyFolder.Site, TestTimeouts.Token));
        await _copy.CopyAsync(log);

        Assert.Equal(new AuditCopyFile(name, half), listed);
        Assert.Empty((await _copy.VerifyAsync(log.PublicKey)).Faults);
        Assert.Single(_copy.Read().Keys, file => file.EndsWith(".torn", StringComparison.Ordinal));
    }

    [Fact]
    public async Task DiskFailedWithinAPart_WhatItLeftDoesNotCountAndIsWrittenOver()
    {
        using LogFolder log = await AuditCopierTests.SeveralSegmentsAsync();
        string path = log.Files.Segment(log.Writer, 1);
        byte[] first = File.ReadAllBytes(path);
        int half = HalfOf(path);
        string name = CopyPath.OfSegment(log.Writer, 1).Text;
        await AddAsync(name, 0, first[..half]);
        await File.AppendAllTextAsync(_copy.Files.Segment(log.Writer, 1), "half a record", TestTimeouts.Token);
        await File.WriteAllTextAsync(_copy.Files.Segment(log.Writer, 2), "half a header", TestTimeouts.Token);

        AuditCopyFile listed = Assert.Single(await _copy.Copies.ListAsync(CopyFolder.Site, TestTimeouts.Token));
        await _copy.CopyAsync(log);

        Assert.Equal(new AuditCopyFile(name, half), listed);
        Assert.Empty((await _copy.VerifyAsync(log.PublicKey)).Faults);
        Assert.Equal(first, _copy.Read()[name]);
    }

    [Fact]
    public async Task Sites_AreApart()
    {
        await _copy.Copies.AddAsync("branch-2", "keys/0123456789abcdef.pub", 0, new byte[] { 1 }, TestTimeouts.Token);

        Assert.Empty(await _copy.Copies.ListAsync(CopyFolder.Site, TestTimeouts.Token));
        Assert.Single(await _copy.Copies.ListAsync("branch-2", TestTimeouts.Token));
    }

    [Fact]
    public void Open_FolderThatAnotherKeeps_IsRefused() =>
        Assert.Contains("another process", Assert.Throws<IOException>(() => AuditCopies.Open(_copy.Path)).Message, StringComparison.Ordinal);

    // The end of some record in the middle.
    private static int HalfOf(string segment)
    {
        using SegmentScan scan = SegmentScan.Open(SegmentScan.OpenFile(segment)).Scan;
        long half = new FileInfo(segment).Length / 2;
        while (scan.MoveNext() && scan.Next < half)
        {
            // On to the middle.
        }

        return (int)scan.Next;
    }

    private Task AddAsync(string path, long offset, byte[] content) => _copy.Copies.AddAsync(CopyFolder.Site, path, offset, content, TestTimeouts.Token);

    private async Task IsAsync(ErrorCode code, string path, long offset, byte[] content) =>
        Assert.Equal(code, (await Assert.ThrowsAsync<RequestException>(() => AddAsync(path, offset, content))).Code);
}
