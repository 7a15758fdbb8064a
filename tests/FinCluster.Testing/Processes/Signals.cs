using System.Diagnostics;
using System.Globalization;

namespace FinCluster.Testing.Processes;

/// <summary>Sends signals and looks at the process table (Linux).</summary>
public static class Signals
{
    /// <summary>Sends a signal to one process.</summary>
    public static async Task SendAsync(int processId, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", processId.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }

    /// <summary>Gets the living children of a process.</summary>
    public static IReadOnlyList<int> ChildrenOf(int processId) =>
        [.. Directory.EnumerateDirectories("/proc")
            .Select(path => int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out int id) ? id : 0)
            .Where(id => id > 0 && ReadParent(id) == processId)];

    /// <summary>Whether a process runs; one that has ended and waits to be collected does not.</summary>
    public static bool IsAlive(int processId) => ReadParent(processId) is not null;

    /// <summary>Waits until a process is gone.</summary>
    public static async Task WaitForExitAsync(int processId)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        long started = TimeProvider.System.GetTimestamp();
        while (IsAlive(processId))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < TestTimeouts.Default, $"process {processId} does not end");
            await timer.WaitForNextTickAsync();
        }
    }

    private static int? ReadParent(int processId)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{processId}/stat");
            string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" or "X" ? null : int.Parse(fields[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
