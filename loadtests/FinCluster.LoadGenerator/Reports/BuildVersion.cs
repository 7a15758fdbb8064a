using System.Reflection;

namespace FinCluster.LoadGenerator.Reports;

/// <summary>Says what was measured with.</summary>
internal static class BuildVersion
{
    /// <summary>Gives version and commit, as "0.1.0+0123abc…".</summary>
    public static string Read() =>
        typeof(BuildVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
