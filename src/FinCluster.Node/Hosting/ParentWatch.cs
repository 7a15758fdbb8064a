using System.ComponentModel;
using System.Diagnostics;

namespace FinCluster.Node.Hosting;

/// <summary>Notices that the process which started this one is gone, so that nothing is left running without an owner.</summary>
public static class ParentWatch
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    /// <summary>Completes when a process has ended. A process that does not exist has.</summary>
    public static async Task WaitForExitAsync(int processId, TimeProvider time, CancellationToken cancellationToken)
    {
        string? identity = Identify(processId);
        using var timer = new PeriodicTimer(Interval, time);
        while (identity is not null && Identify(processId) == identity)
        {
            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }

    /// <summary>
    /// Names the process behind an id; null when there is none or when it has ended and nobody has collected it. The start
    /// time is part of the name, because the system gives ids out again.
    /// </summary>
    private static string? Identify(int processId)
    {
        try
        {
            if (OperatingSystem.IsLinux())
            {
                // "pid (name) state ppid … starttime …": the name may hold anything, so fields count from its last bracket.
                string stat = File.ReadAllText($"/proc/{processId}/stat");
                string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                return fields[0] is "Z" or "X" ? null : fields[19];
            }

            using var process = Process.GetProcessById(processId);
            return process.HasExited ? null : process.StartTime.Ticks.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or ArgumentException or InvalidOperationException or Win32Exception or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
