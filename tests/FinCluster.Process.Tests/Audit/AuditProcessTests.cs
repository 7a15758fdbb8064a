using FinCluster.Testing;
using FinCluster.Testing.Processes;

namespace FinCluster.Process.Tests.Audit;

/// <summary>The audit log of a process that dies, or whose disk is full.</summary>
public sealed class AuditProcessTests
{
    [Theory]
    [InlineData(200)]
    [InlineData(1500)]
    [InlineData(4000)]
    public async Task Kill_AtAnyTime_LosesNothingThatWasAcknowledged(int after)
    {
        using var folder = new TemporaryFolder();
        HashSet<string> acknowledged = [];
        for (int round = 0; round < 2; round++)
        {
            await using ChildProcess bench = ChildProcess.Start(
                FinClusterProgram.Path, ["audit", "bench", "--audit", folder.File("audit"), "--events", "10000000", "--callers", "16", "--acknowledge"]);
            await Eventually.IsTrueAsync(() => bench.Output.Count >= after);
            await bench.SignalAsync("KILL");
            await bench.WaitForExitAsync();

            // The last line may have been cut.
            acknowledged.UnionWith(bench.Output.SkipLast(1));
        }

        await using ChildProcess close = await RunAsync(folder, "bench", "--events", "1", "--callers", "1");
        Assert.True(close.ExitCode == 0, close.LastLines);
        await using ChildProcess verify = await RunAsync(folder, "verify");
        Assert.True(verify.ExitCode == 0, verify.LastLines);
        await using ChildProcess query = await RunAsync(folder, "query", "--limit", "100000000");
        HashSet<string> found = [.. query.Output.Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3])];
        Assert.Empty(acknowledged.Except(found));
        Assert.InRange(acknowledged.Count, after / 8, int.MaxValue);
    }

    [Fact]
    public async Task DiskIsFull_ThenHasRoom_GoesOnAndNothingIsLost()
    {
        using var folder = new TemporaryFolder();

        // Files may have 256 KiB, and what would be the system's signal is an error as that of a full disk is.
        await using ChildProcess bench = ChildProcess.Start(
            "sh",
            [
                "-c", "ulimit -S -f 512; trap '' XFSZ; exec \"$0\" \"$@\"", FinClusterProgram.Path, "audit", "bench", "--audit", folder.File("audit"),
                "--events", "3000", "--callers", "4", "--acknowledge",
            ],
            new Dictionary<string, string?> { ["DOTNET_EnableWriteXorExecute"] = "0" });
        await bench.WaitForLineAsync(line => line.StartsWith("unavailable: ", StringComparison.Ordinal));
        await using ChildProcess room = await ChildProcess.RunAsync("prlimit", ["--pid", $"{bench.Id}", "--fsize=unlimited"]);
        Assert.True(room.ExitCode == 0, room.LastLines);
        await bench.WaitForExitAsync();

        Assert.True(bench.ExitCode == 0, bench.LastLines);
        await using ChildProcess verify = await RunAsync(folder, "verify");
        Assert.True(verify.ExitCode == 0, verify.LastLines);
        await using ChildProcess query = await RunAsync(folder, "query", "--limit", "100000");
        HashSet<string> found = [.. query.Output.Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3])];
        string[] acknowledged = [.. bench.Output.Where(line => line.Split('-') is [{ Length: 8 }, _])];
        Assert.Empty(acknowledged.Except(found));
        Assert.InRange(acknowledged.Length, 1000, 3000);
    }

    private static Task<ChildProcess> RunAsync(TemporaryFolder folder, string command, params string[] arguments) =>
        ChildProcess.RunAsync(FinClusterProgram.Path, ["audit", command, "--audit", folder.File("audit"), .. arguments]);
}
