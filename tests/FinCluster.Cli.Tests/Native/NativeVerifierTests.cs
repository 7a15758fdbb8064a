using FinCluster.Cli.Native;
using FinCluster.Testing;

namespace FinCluster.Cli.Tests.Native;

public sealed class NativeVerifierTests
{
    [Fact]
    public async Task VerifyAsync_Untouched_FindsNothing()
    {
        await using NativeSandbox sandbox = await NativeSandbox.CreateAsync();
        await sandbox.EnsureAsync();

        NativeVerifyReport report = await NativeVerifier.VerifyAsync(sandbox.Options, TestTimeouts.Token);

        Assert.Empty(report.Problems);
        Assert.Equal(3, report.FilesChecked);
    }

    [Fact]
    public async Task VerifyAsync_ChangedByteOfTheSameSize_IsFound()
    {
        await using NativeSandbox sandbox = await NativeSandbox.CreateAsync();
        string folder = await sandbox.EnsureAsync();
        await File.WriteAllTextAsync(Path.Combine(folder, "libggml-base.so"), "evil", TestTimeouts.Token);

        NativeVerifyReport report = await NativeVerifier.VerifyAsync(sandbox.Options, TestTimeouts.Token);

        Assert.Contains("libggml-base.so: has sha256", Assert.Single(report.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public async Task VerifyAsync_MissingAndShortFiles_AreBothFound()
    {
        await using NativeSandbox sandbox = await NativeSandbox.CreateAsync();
        string folder = await sandbox.EnsureAsync();
        File.Delete(Path.Combine(folder, "libggml-base.so"));
        await File.WriteAllTextAsync(Path.Combine(folder, "libllama.v0.5.0.so"), "llama", TestTimeouts.Token);

        NativeVerifyReport report = await NativeVerifier.VerifyAsync(sandbox.Options, TestTimeouts.Token);

        Assert.Collection(
            report.Problems,
            problem => Assert.Equal("libggml-base.so: is missing", problem),
            problem => Assert.StartsWith("libllama.v0.5.0.so: has 5 bytes instead of", problem, StringComparison.Ordinal));
    }

    [Fact]
    public async Task VerifyAsync_NotInstalled_SaysSo()
    {
        await using NativeSandbox sandbox = await NativeSandbox.CreateAsync();

        var error = await Assert.ThrowsAsync<NativeLibraryException>(() => NativeVerifier.VerifyAsync(sandbox.Options, TestTimeouts.Token));

        Assert.Equal(NativeLibraryError.NotInstalled, error.Error);
    }
}
