using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using FinCluster.Cli.Native;
using FinCluster.Testing;

namespace FinCluster.Cli.Tests.Native;

public sealed class TarballExtractorTests
{
    [Theory]
    [InlineData("package/bins/test-x64/../../../../evil.so")]
    [InlineData("../evil.so")]
    [InlineData("/tmp/evil.so")]
    [InlineData("package\\bins\\evil.so")]
    [InlineData("package/bins/test-x64/C:evil.so")]
    public async Task Extract_PathThatLeavesItsFolder_IsRefused(string path)
    {
        await using NativeSandbox sandbox = await NativeSandbox.CreateAsync(TestTarball.Typical().With(path, "evil"));

        NativeLibraryException error = await sandbox.EnsureFailsAsync(NativeLibraryError.Integrity);

        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        sandbox.AssertNothingInstalled();
    }

    [Theory]
    [InlineData(TarEntryType.SymbolicLink)]
    [InlineData(TarEntryType.HardLink)]
    public async Task Extract_Link_IsRefused(TarEntryType type)
    {
        TestTarball tarball = TestTarball.Typical().WithLink(type, "package/bins/test-x64/libevil.so", "/etc/passwd");
        await using NativeSandbox sandbox = await NativeSandbox.CreateAsync(tarball);

        NativeLibraryException error = await sandbox.EnsureFailsAsync(NativeLibraryError.Integrity);

        Assert.Contains(type.ToString(), error.Message, StringComparison.Ordinal);
        sandbox.AssertNothingInstalled();
    }

    [Fact]
    public async Task Extract_AbsurdSize_IsRefusedByItsHeader()
    {
        NativeLibraryException error = await ExtractFailsAsync(Zip(HeaderOnly("package/bins/test-x64/libllama.so", size: 3L << 30)));

        Assert.Contains("bytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Extract_TooManyEntries_IsRefused()
    {
        var tarball = new TestTarball();
        for (int i = 0; i < 1_001; i++)
        {
            tarball.With($"package/{i}", "");
        }

        NativeLibraryException error = await ExtractFailsAsync(tarball.ToBytes());

        Assert.Contains("1000 entries", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Extract_NotAnArchive_IsRefused()
    {
        NativeLibraryException error = await ExtractFailsAsync(Encoding.UTF8.GetBytes("<html>a login page</html>"));

        Assert.Contains("damaged", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Extract_ArchiveThatEndsEarly_IsRefused()
    {
        byte[] whole = TestTarball.Typical().ToBytes();

        NativeLibraryException error = await ExtractFailsAsync(whole[..(whole.Length / 2)]);

        Assert.Contains("damaged", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("package/bins/test-x64/deeper/libother.so")]
    [InlineData("package/bins/other/libother.so")]
    [InlineData("package/bins/test-x64/.libother.so")]
    [InlineData("package/bins/test-x64/lib other.so")]
    public async Task Extract_FileThatIsNotWanted_IsLeftOut(string path)
    {
        await using NativeSandbox sandbox = await NativeSandbox.CreateAsync(TestTarball.Typical().With(path, "other"));

        string folder = await sandbox.EnsureAsync();

        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(folder), file => file.Contains("other", StringComparison.Ordinal));
    }

    private static async Task<NativeLibraryException> ExtractFailsAsync(byte[] tarball)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("fincluster-native-");
        try
        {
            string path = Path.Combine(folder.FullName, "package.tgz");
            await File.WriteAllBytesAsync(path, tarball, TestTimeouts.Token);
            var error = await Assert.ThrowsAsync<NativeLibraryException>(() => TarballExtractor.ExtractAsync(
                path, TestTarball.Pin(NativeSandbox.PackageName, tarball), folder.FullName, TestTimeouts.Token));
            Assert.Equal(NativeLibraryError.Integrity, error.Error);
            return error;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static byte[] Zip(byte[] tar)
    {
        using var bytes = new MemoryStream();
        using (var zipped = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        {
            zipped.Write(tar);
        }

        return bytes.ToArray();
    }

    // The ustar layout: name at 0, mode at 100, size in octal at 124, checksum at 148, type at 156, magic at 257.
    private static byte[] HeaderOnly(string name, long size)
    {
        byte[] header = new byte[512];
        Encoding.ASCII.GetBytes(name, header);
        Encoding.ASCII.GetBytes("0000644\00000000\00000000\0", header.AsSpan(100));
        Encoding.ASCII.GetBytes(Convert.ToString(size, 8).PadLeft(11, '0') + "\000000000000\0", header.AsSpan(124));
        header.AsSpan(148, 8).Fill((byte)' ');
        header[156] = (byte)'0';
        Encoding.ASCII.GetBytes("ustar\000", header.AsSpan(257));
        Encoding.ASCII.GetBytes(Convert.ToString(header.Sum(b => b), 8).PadLeft(6, '0') + "\0 ", header.AsSpan(148));
        return header;
    }
}
