using System.ComponentModel;
using System.Diagnostics;
using FinCluster.Core.Scaling;
using FinCluster.Node.Hosting;

namespace FinCluster.Node.Scaling;

/// <summary>Starts a node that lives on when this process ends.</summary>
internal static class DetachedNode
{
    // The shell gives the node a file for its output and becomes the node: a pipe to this process would break with it.
    private const string Script = "exec \"$0\" \"$@\" >>\"$FINCLUSTER_NODE_LOG\" 2>&1 </dev/null";

    /// <summary>Starts the program; gives its process id and identity.</summary>
    /// <exception cref="ScaleTargetException">It cannot be started.</exception>
    public static (int ProcessId, string Identity) Start(
        string program, IReadOnlyList<string> arguments, string log, IReadOnlyList<string> withheldVariables)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new ScaleTargetException("node processes can be scaled on Linux and macOS only");
        }

        var start = new ProcessStartInfo("/bin/sh", ["-c", Script, program, .. arguments]) { UseShellExecute = false };
        foreach (string variable in withheldVariables)
        {
            start.Environment.Remove(variable);
        }

        start.Environment["FINCLUSTER_NODE_LOG"] = log;
        try
        {
            using Process process = Process.Start(start)!;
            return (process.Id, ProcessIdentity.Of(process.Id) ?? throw new ScaleTargetException($"{program} ended at once; its output is in {log}"));
        }
        catch (Win32Exception e)
        {
            throw new ScaleTargetException($"{program} does not start: {e.Message}", e);
        }
    }

    /// <summary>Ends a process at once.</summary>
    public static void Kill(PoolProcess node)
    {
        try
        {
            using var process = Process.GetProcessById(node.ProcessId);
            if (node.IsAlive)
            {
                process.Kill(entireProcessTree: true);
            }
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
        {
            // It has ended by itself in the meantime.
        }
    }
}
