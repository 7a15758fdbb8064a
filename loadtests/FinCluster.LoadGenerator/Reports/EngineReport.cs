using FinCluster.Contracts.V1;
using FinCluster.Grpc.Client;
using FinCluster.Wire;

namespace FinCluster.LoadGenerator.Reports;

/// <summary>What the server's engines counted during a run, summed over its replicas.</summary>
/// <param name="PrefilledTokens">Prompt tokens that were computed.</param>
/// <param name="CachedTokens">Prompt tokens that were in the KV cache already.</param>
/// <param name="GeneratedTokens">Output tokens.</param>
/// <param name="DecodeCalls">Calls of the model.</param>
/// <param name="TokensPerCall">Output tokens of one call.</param>
/// <param name="DecodeShareOfBusyTime">Share of the engine thread's working time that is inside llama_decode.</param>
/// <param name="DecodeShareOfWallTime">Share of the run's time that is inside llama_decode.</param>
/// <param name="LoopBytesPerToken">Managed memory that the engine's thread allocates for a token.</param>
internal sealed record EngineReport(
    long PrefilledTokens, long CachedTokens, long GeneratedTokens, long DecodeCalls, double TokensPerCall,
    double DecodeShareOfBusyTime, double DecodeShareOfWallTime, double LoopBytesPerToken)
{
    // Nodes report at least every 200 ms.
    private static readonly TimeSpan ReportInterval = TimeSpan.FromMilliseconds(300);
    private const int MaxReads = 20;

    /// <summary>Reads the counters when they do not change any more.</summary>
    /// <remarks>A gateway may tell what its nodes last reported, so that counters are those of the end of a run only a moment after it.</remarks>
    public static async Task<Statistics> ReadSettledAsync(GrpcChannel channel, TimeProvider time, CancellationToken cancellationToken)
    {
        Statistics last = await ReadAsync(channel, cancellationToken);
        for (int attempt = 0; attempt < MaxReads; attempt++)
        {
            await Task.Delay(ReportInterval, time, cancellationToken);
            Statistics next = await ReadAsync(channel, cancellationToken);
            if (next.Equals(last))
            {
                break;
            }

            last = next;
        }

        return last;
    }

    private static async Task<Statistics> ReadAsync(GrpcChannel channel, CancellationToken cancellationToken)
    {
        GetStatusResponse status = await channel.UnaryAsync(
            PublicMethods.GetStatus, new GetStatusRequest(), GrpcCallOptions.Default, cancellationToken);
        var sum = new Statistics();
        foreach (Statistics part in status.Nodes.SelectMany(node => node.Replicas).Select(replica => replica.Statistics))
        {
            sum.PrefilledTokens += part.PrefilledTokens;
            sum.CachedTokens += part.CachedTokens;
            sum.GeneratedTokens += part.GeneratedTokens;
            sum.DecodeCalls += part.DecodeCalls;
            sum.DecodeSeconds += part.DecodeSeconds;
            sum.BusySeconds += part.BusySeconds;
            sum.LoopAllocatedBytes += part.LoopAllocatedBytes;
        }

        return sum;
    }

    /// <summary>Computes what happened between two readings.</summary>
    public static EngineReport Between(Statistics before, Statistics after, TimeSpan elapsed)
    {
        long tokens = after.GeneratedTokens - before.GeneratedTokens;
        long calls = after.DecodeCalls - before.DecodeCalls;
        double decode = after.DecodeSeconds - before.DecodeSeconds;
        return new EngineReport(
            after.PrefilledTokens - before.PrefilledTokens,
            after.CachedTokens - before.CachedTokens,
            tokens,
            calls,
            Ratio(tokens, calls),
            Ratio(decode, after.BusySeconds - before.BusySeconds),
            Ratio(decode, elapsed.TotalSeconds),
            Ratio(after.LoopAllocatedBytes - before.LoopAllocatedBytes, tokens));
    }

    private static double Ratio(double part, double whole) => whole == 0 ? 0 : Math.Round(part / whole, 4);
}
