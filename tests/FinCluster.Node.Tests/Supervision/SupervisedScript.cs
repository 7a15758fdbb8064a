using FinCluster.Core.Hosting;
using FinCluster.Node.Supervision;

namespace FinCluster.Node.Tests.Supervision;

/// <summary>Shell scripts that stand for the node program. They can say READY for a node that runs in this process.</summary>
internal static class SupervisedScript
{
    /// <summary>Starts a script; what it writes goes to <paramref name="output"/>.</summary>
    public static NodeProcessOptions Options(string script, Action<string>? output = null) => new()
    {
        Name = "node-0",
        FileName = "sh",
        Arguments = ["-c", script],
        Output = output ?? (_ => { }),
        StopTimeout = TimeSpan.FromMilliseconds(300),
        MaxRestartDelay = TimeSpan.FromMilliseconds(50),
    };

    /// <summary>The command that says READY for a node.</summary>
    public static string Ready(RunningNode node) => $"echo '{new ReadyLine("node", 1, null, node.Address.Authority)}'";
}
