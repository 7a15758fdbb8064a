using FinCluster.Core.Audit;
using FinCluster.Core.Errors;

namespace FinCluster.Gateway.Compliance.Records;

/// <summary>What callers are told of the audit log.</summary>
internal static class AuditErrors
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <summary>Makes the error of a request that cannot be recorded.</summary>
    public static RequestException ToRequest(AuditUnavailableException error) =>
        new(ErrorCode.AuditUnavailable, "requests cannot be recorded now, so they are not answered", inner: error) { RetryAfter = Pause };

    /// <summary>Refuses a request while nothing can be recorded.</summary>
    /// <exception cref="RequestException">Nothing can be.</exception>
    public static void ThrowIfAway(IAuditLog log)
    {
        if (!log.IsAvailable)
        {
            throw ToRequest(new AuditUnavailableException("the audit log is not available"));
        }
    }
}
