namespace FinCluster.LoadGenerator.Reports;

/// <summary>Describes the machine of a run, because its numbers do not travel to another one.</summary>
internal static class MachineDescription
{
    /// <summary>Gives processor, cores and memory.</summary>
    public static string Read()
    {
        string processor = OperatingSystem.IsLinux()
            ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim()
                ?? "unknown processor"
            : "unknown processor";
        double gibibytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1L << 30);
        return $"{processor}, {Environment.ProcessorCount} cores, {gibibytes:F0} GiB, "
            + $"{Environment.OSVersion.VersionString}, .NET {Environment.Version}";
    }
}
