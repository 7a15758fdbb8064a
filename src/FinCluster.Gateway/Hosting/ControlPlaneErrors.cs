using FinCluster.Core.Errors;

namespace FinCluster.Gateway.Hosting;

/// <summary>Says to clients that the control plane is away.</summary>
internal static class ControlPlaneErrors
{
    /// <summary>Makes the error of a request that needs the control plane. What is wrong with it is the log's business.</summary>
    public static RequestException ToRequest(ControlPlaneUnavailableException away) => new(
        ErrorCode.ControlPlaneUnavailable, "what keeps sessions and tenants does not answer at the moment", inner: away);
}
