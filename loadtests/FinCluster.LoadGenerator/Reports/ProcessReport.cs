using System.Diagnostics;

namespace FinCluster.LoadGenerator.Reports;

/// <summary>A process whose processor time is of interest.</summary>
/// <param name="Name">What the report calls it.</param>
/// <param name="Id">Its id on this machine.</param>
internal sealed record ProcessReference(string Name, int Id)
{
    /// <summary>Reads "name=id"; null when it is not that.</summary>
    public static ProcessReference? Parse(string text) =>
        text.Split('=') is [{ Length: > 0 } name, var number] && int.TryParse(number, out int id) && id > 0 ? new ProcessReference(name, id) : null;

    /// <summary>Reads the processor time that it has used, in user and system mode.</summary>
    /// <remarks>Linux counts it in hundredths of a second.</remarks>
    /// <exception cref="ArgumentException">There is no such process.</exception>
    public TimeSpan ReadProcessorTime()
    {
        using var process = Process.GetProcessById(Id);
        return process.TotalProcessorTime;
    }
}

/// <summary>The processor time that a process used in a run.</summary>
/// <param name="Name">Its name.</param>
/// <param name="CpuSeconds">The time of all its threads, in user and system mode.</param>
/// <param name="CpuMicrosecondsPerToken">That time for one output token.</param>
/// <param name="Cores">The processors that it kept busy on average.</param>
internal sealed record ProcessReport(string Name, double CpuSeconds, double CpuMicrosecondsPerToken, double Cores)
{
    /// <summary>Computes it.</summary>
    public static ProcessReport Of(string name, TimeSpan used, long tokens, TimeSpan elapsed) => new(
        name,
        Math.Round(used.TotalSeconds, 2),
        tokens == 0 ? 0 : Math.Round(used.TotalMicroseconds / tokens, 2),
        Math.Round(used / elapsed, 3));
}
