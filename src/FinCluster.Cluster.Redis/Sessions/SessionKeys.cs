using FinCluster.Cluster.Redis.Connection;
using FinCluster.Core.Sessions;
using FinCluster.Core.Tenants;

namespace FinCluster.Cluster.Redis.Sessions;

/// <summary>The keys of one tenant's sessions, all in the tenant's slot.</summary>
internal readonly struct SessionKeys(RedisKeyspace keys, TenantId tenant)
{
    private readonly string _prefix = keys.OfTenant(tenant.Value);

    /// <summary>Gets the sorted set of session ids by the order of updates.</summary>
    public string Recent => _prefix + "recent";

    /// <summary>Gets the counter of that order.</summary>
    public string Order => _prefix + "order";

    /// <summary>Gets what the keys of sessions begin with; the id follows.</summary>
    public string SessionPrefix => _prefix + "session:";

    /// <summary>Names the hash with what is known of a session, and its lease.</summary>
    public string Session(SessionId session) => SessionPrefix + session.Value;

    /// <summary>Names the list of a session's messages.</summary>
    public string Messages(SessionId session) => $"{_prefix}messages:{session.Value}";

    /// <summary>Names what remembers for a while that a call was made.</summary>
    /// <param name="request">Names the call.</param>
    public string Receipt(string request) => $"{_prefix}receipt:{request}";
}
