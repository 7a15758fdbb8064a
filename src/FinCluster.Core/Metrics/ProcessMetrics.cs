using System.Text;

namespace FinCluster.Core.Metrics;

/// <summary>Writes what a process uses, under the names of OpenTelemetry's conventions for .NET.</summary>
public static class ProcessMetrics
{
    private static readonly (string Name, string Kind, string Help, Func<double> Value)[] All =
    [
        ("dotnet_process_cpu_time_seconds_total", "counter", "Processor time of the process.", () => Environment.CpuUsage.TotalTime.TotalSeconds),
        ("dotnet_process_memory_working_set_bytes", "gauge", "Memory of the process that is resident.", () => Environment.WorkingSet),
        ("dotnet_gc_heap_total_allocated_bytes_total", "counter", "Managed memory that was allocated.", () => GC.GetTotalAllocatedBytes()),
        ("dotnet_gc_pause_time_seconds_total", "counter", "Time in which the garbage collector held everything up.",
            () => GC.GetTotalPauseDuration().TotalSeconds),
        ("dotnet_thread_pool_thread_count", "gauge", "Threads of the pool.", () => ThreadPool.ThreadCount),
        ("dotnet_thread_pool_queue_length", "gauge", "Work that waits for a thread of the pool.", () => ThreadPool.PendingWorkItemCount),
    ];

    /// <summary>Writes the numbers of now.</summary>
    public static void Write(StringBuilder text)
    {
        foreach ((string name, string kind, string help, Func<double> value) in All)
        {
            PrometheusText.Head(text, name, kind, help);
            PrometheusText.Sample(text, name, labels: "", value());
        }
    }
}
