using FinCluster.Core.Audit;

namespace FinCluster.Audit.Tests;

/// <summary>Events of tests. All data is made up.</summary>
internal static class Events
{
    public static AuditEvent New(int number, string tenant = "app", string? request = null, string? subject = null, string? secret = null, string type = AuditEventTypes.Received) => new()
    {
        Type = type,
        Time = new DateTimeOffset(2026, 11, 23, 1, 0, 0, TimeSpan.Zero).AddSeconds(number),
        Tenant = tenant,
        Request = request ?? $"request-{number}",
        Subject = subject,
        Retention = "interaction",
        Body = $$"""{"number":{{number}}}""",
        Secret = secret,
    };
}
