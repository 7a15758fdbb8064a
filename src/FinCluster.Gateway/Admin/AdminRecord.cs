using System.Net;
using System.Text.Json;
using FinCluster.Core.Audit;
using FinCluster.Core.Errors;
using FinCluster.Gateway.Compliance.Records;
using Microsoft.Extensions.Logging;

namespace FinCluster.Gateway.Admin;

/// <summary>Keeps the record of what administrators do: every call is counted and logged, without keys. Thread-safe.</summary>
internal sealed partial class AdminRecord(AdminMetrics metrics, IAuditLog log, TimeProvider time, ILogger<AdminRecord> logger)
{
    private const int MaxLoggedLength = 100;

    // Acts on the system are no records of customers.
    private const string Retention = "system";

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
            AuditErrors.ThrowIfAway(log);
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
            await RecordAsync(new AdminBody(caller.Proof.ToString().ToLowerInvariant(), caller.Address?.ToString(), operation, Printable(subject), outcome));
        }
    }

    private async ValueTask RecordAsync(AdminBody body)
    {
        try
        {
            AuditPlace place = log.Append(new AuditEvent
            {
                Type = AuditEventTypes.AdminPrefix + body.Operation,
                Time = time.GetUtcNow(),
                Retention = Retention,
                Body = JsonSerializer.Serialize(body, AuditJson.Plain.AdminBody),
            });
            await log.WaitAsync(place, CancellationToken.None);
        }
        catch (AuditUnavailableException e)
        {
            // What is done is done; the log of the process has it.
            LogUnrecorded(logger, body.Operation, e.Message);
        }
    }

    // Ids come from callers, and some of those that are refused hold anything: a line of the log stays one line.
    private static string Printable(string? subject) => subject is null ? "-" : string.Concat(
        subject.Take(MaxLoggedLength).Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/' ? c : '?'));

    [LoggerMessage(1052, LogLevel.Error, "an administrator's {Operation} could not be recorded: {Reason}")]
    private static partial void LogUnrecorded(ILogger logger, string operation, string reason);

    [LoggerMessage(1050, LogLevel.Information, "administrator (by {Proof}, from {Address}): {Operation} {Subject}: {Outcome}")]
    private static partial void LogCall(ILogger logger, AdminProof proof, IPAddress? address, string operation, string subject, string outcome);
}
