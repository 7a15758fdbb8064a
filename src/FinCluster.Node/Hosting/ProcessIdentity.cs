using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace FinCluster.Node.Hosting;

/// <summary>Names the process behind an id, since the system gives ids out again.</summary>
internal static class ProcessIdentity
{
    /// <summary>Names a process by its start time; null when there is none or when it has ended and nobody has collected it.</summary>
    public static string? Of(int processId)
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
            return process.HasExited ? null : process.StartTime.Ticks.ToString(CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or ArgumentException or InvalidOperationException or Win32Exception or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
