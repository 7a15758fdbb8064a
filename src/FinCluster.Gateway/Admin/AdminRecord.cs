using System.Net;
using FinCluster.Core.Errors;
using Microsoft.Extensions.Logging;

namespace FinCluster.Gateway.Admin;

/// <summary>Keeps the record of what administrators do: every call is counted and logged, without keys. Thread-safe.</summary>
internal sealed partial class AdminRecord(AdminMetrics metrics, ILogger<AdminRecord> logger)
{
    private const int MaxLoggedLength = 100;

    /// <summary>Does it, counts it and logs how it ended.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="operation">What is done, as the metric names it.</param>
    /// <param name="subject">Which tenant, key, node, alias or file is meant; null for none.</param>
    /// <param name="run">Does it.</param>
    public async Task<T> RunAsync<T>(AdminCaller caller, string operation, string? subject, Func<Task<T>> run)
    {
        string outcome = "failed";
        try
        {
            T result = await run();
            outcome = "done";
            return result;
        }
        catch (RequestException e)
        {
            outcome = e.Kind.Name;
            throw;
        }
        finally
        {
            metrics.OnCall(operation, caller.Proof);
            LogCall(logger, caller.Proof, caller.Address, operation, Printable(subject), outcome);
        }
    }

    // Ids come from callers, and some of those that are refused hold anything: a line of the log stays one line.
    private static string Printable(string? subject) => subject is null ? "-" : string.Concat(
        subject.Take(MaxLoggedLength).Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/' ? c : '?'));

    [LoggerMessage(1050, LogLevel.Information, "administrator (by {Proof}, from {Address}): {Operation} {Subject}: {Outcome}")]
    private static partial void LogCall(ILogger logger, AdminProof proof, IPAddress? address, string operation, string subject, string outcome);
}
