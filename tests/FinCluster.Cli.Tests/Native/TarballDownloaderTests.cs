using FinCluster.Cli.Native;
using FinCluster.Testing;

namespace FinCluster.Cli.Tests.Native;

public sealed class TarballDownloaderTests
{
    [Fact]
    public async Task Download_WrongIntegrity_TellsBothHashesAndLeavesNothing()
    {
        await using NativeSandbox sandbox = await NativeSandbox.CreateAsync();
        byte[] other = [.. sandbox.Tarball];
        other[^1] ^= 1;
        sandbox.Registry.Publish(NativeSandbox.TarballPath, other);

        NativeLibraryException error = await sandbox.EnsureFailsAsync(NativeLibraryError.Integrity);

        Assert.Contains(sandbox.Pins.Packages[0].Integrity, error.Message, StringComparison.Ordinal);
        Assert.Contains(TestTarball.Pin("x", other).Integrity, error.Message, StringComparison.Ordinal);
        sandbox.AssertNothingInstalled();
        Assert.Single(sandbox.Registry.Requests);
    }

    [Fact]
    public async Task Download_LargerThanPinned_StopsAtThePinnedSize()
    {
        await using NativeSandbox sandbox = await NativeSandbox.CreateAsync();
        sandbox.Registry.Publish(NativeSandbox.TarballPath, [.. sandbox.Tarball, 0]);

        NativeLibraryException error = await sandbox.EnsureFailsAsync(NativeLibraryError.Integrity);

        Assert.Contains($"expected {sandbox.Tarball.Length} bytes", error.Message, StringComparison.Ordinal);
        sandbox.AssertNothingInstalled();
    }

    [Fact]
    public async Task Download_ConnectionBreaks_GoesOnWhereItBroke()
    {
        await using NativeSandbox sandbox = await NativeSandbox.CreateAsync();
        sandbox.Registry.NextBreaksAfter(100_000);

        await sandbox.EnsureAsync();

        Assert.Equal([null, "bytes=100000-"], sandbox.Registry.Requests.Select(request => request.Range));
    }

    [Fact]
    public async Task Download_ConnectionBreaksAndRegistryIgnoresRanges_StartsAgain()
    {
        await using NativeSandbox sandbox = await NativeSandbox.CreateAsync();
        sandbox.Registry.NextBreaksAfter(100_000).Next(TestRegistry.SendWholeAsync);

        await sandbox.EnsureAsync();

        Assert.Equal(2, sandbox.Registry.Requests.Count);
    }

    [Theory]
    [InlineData(416, "bytes */5")]
    [InlineData(206, "bytes 7-8/9")]
    public async Task Download_RangeThatDoesNotFit_StartsAgain(int status, string range)
    {
        await using NativeSandbox sandbox = await NativeSandbox.CreateAsync();
        sandbox.Registry.NextBreaksAfter(100_000).Next((context, _) =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.ContentRange = range;
            return Task.CompletedTask;
        });

        await sandbox.EnsureAsync();

        Assert.Equal([null, "bytes=100000-", null], sandbox.Registry.Requests.Select(request => request.Range));
    }

    [Fact]
    public async Task Download_AlwaysTruncated_FailsAfterThreeAttemptsAndLeavesNothing()
    {
        await using NativeSandbox sandbox = await NativeSandbox.CreateAsync();
        sandbox.Registry.NextBreaksAfter(10).NextBreaksAfter(10).NextBreaksAfter(10);

        await sandbox.EnsureFailsAsync(NativeLibraryError.Network);

        sandbox.AssertNothingInstalled();
        Assert.Equal(3, sandbox.Registry.Requests.Count);
    }

    [Theory]
    [InlineData(503)]
    [InlineData(429)]
    [InlineData(408)]
    public async Task Download_TemporaryStatus_TriesAgain(int status)
    {
        await using NativeSandbox sandbox = await NativeSandbox.CreateAsync();
        sandbox.Registry.NextStatus(status);

        await sandbox.EnsureAsync();

        Assert.Equal(2, sandbox.Registry.Requests.Count);
    }

    [Theory]
    [InlineData(404, NativeEnvironment.RegistryVariable)]
    [InlineData(401, ".npmrc")]
    [InlineData(403, ".npmrc")]
    public async Task Download_FinalStatus_SaysWhatToDoAtOnce(int status, string advice)
    {
        await using NativeSandbox sandbox = await NativeSandbox.CreateAsync();
        sandbox.Registry.NextStatus(status);

        NativeLibraryException error = await sandbox.EnsureFailsAsync(NativeLibraryError.Registry);

        Assert.Contains($"HTTP {status}", error.Message, StringComparison.Ordinal);
        Assert.Contains(advice, error.Message, StringComparison.Ordinal);
        Assert.Single(sandbox.Registry.Requests);
    }

    [Fact]
    public async Task Download_NobodyListens_NamesHostProxiesAndFolder()
    {
        await using NativeSandbox sandbox = await NativeSandbox.CreateAsync();
        sandbox.Variables["https_proxy"] = "http://user:secret@proxy.invalid";
        await sandbox.Registry.DisposeAsync();

        NativeLibraryException error = await sandbox.EnsureFailsAsync(NativeLibraryError.Network);

        Assert.Contains(new Uri(sandbox.Variables[NativeEnvironment.RegistryVariable]).Authority, error.Message, StringComparison.Ordinal);
        Assert.Contains("set: HTTPS_PROXY", error.Message, StringComparison.Ordinal);
        Assert.Contains(NativeEnvironment.DirectoryVariable, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Download_RegistryFallsSilent_IsBrokenAfterTheStallTimeout()
    {
        await using NativeSandbox sandbox = await NativeSandbox.CreateAsync();
        var time = new ManualTimeProvider();
        sandbox.Registry.Next((context, _) =>
        {
            time.Advance(TimeSpan.FromSeconds(30));
            return Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        });
        NativeLibraryInstaller installer = sandbox.Installer(time, new TarballDownloadOptions { RetryDelays = [] });

        var error = await Assert.ThrowsAsync<NativeLibraryException>(() => installer.EnsureAsync(null, TestTimeouts.Token));

        Assert.Contains("nothing came for 30 s", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Download_TwoFailures_PausesLongerBeforeTheThirdAttempt()
    {
        await using NativeSandbox sandbox = await NativeSandbox.CreateAsync();
        sandbox.Registry.NextStatus(503).NextStatus(502);
        var time = new ImpatientTimeProvider(longest: TimeSpan.FromSeconds(3));

        await sandbox.Installer(time, new TarballDownloadOptions()).EnsureAsync(null, TestTimeouts.Token);

        Assert.Equal([TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3)], time.Skipped);
    }

    [Fact]
    public async Task Download_TokenOfTheRegistryInNpmrc_IsSent()
    {
        await using NativeSandbox sandbox = await NativeSandbox.CreateAsync();
        string authority = new Uri(sandbox.Registry.Address).Authority;
        await File.WriteAllTextAsync(Path.Combine(sandbox.Folder, ".npmrc"), $"//{authority}/:_authToken=t0ken\n", TestTimeouts.Token);

        await sandbox.EnsureAsync();

        Assert.Equal("Bearer t0ken", Assert.Single(sandbox.Registry.Requests).Authorization);
    }

    /// <summary>Skips pauses up to a length, and remembers them; longer timers run as they should.</summary>
    private sealed class ImpatientTimeProvider(TimeSpan longest) : TimeProvider
    {
        public List<TimeSpan> Skipped { get; } = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            bool skip = dueTime > TimeSpan.Zero && dueTime <= longest;
            if (skip)
            {
                Skipped.Add(dueTime);
            }

            return base.CreateTimer(callback, state, skip ? TimeSpan.Zero : dueTime, period);
        }
    }
}
