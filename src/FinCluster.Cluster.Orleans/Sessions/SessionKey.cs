using FinCluster.Core.Sessions;
using FinCluster.Core.Tenants;

namespace FinCluster.Cluster.Orleans.Sessions;

/// <summary>The key of a session's grain. None of its parts can hold the mark between them.</summary>
internal readonly record struct SessionKey(string Cluster, TenantId Tenant, SessionId Session)
{
    private const char Mark = '/';

    public static SessionKey Parse(string key)
    {
        string[] parts = key.Split(Mark);
        return parts.Length == 3
            ? new SessionKey(parts[0], new TenantId(parts[1]), new SessionId(parts[2]))
            : throw new ArgumentException($"'{key}' is no key of a session", nameof(key));
    }

    public override string ToString() => string.Join(Mark, Cluster, Tenant.Value, Session.Value);
}
