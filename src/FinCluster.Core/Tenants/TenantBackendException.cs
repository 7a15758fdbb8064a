namespace FinCluster.Core.Tenants;

/// <summary>The backend of a tenant port could not be reached in time. Nothing is known about whether the call took effect.</summary>
/// <param name="message">What could not be done.</param>
/// <param name="inner">The cause.</param>
public sealed class TenantBackendException(string message, Exception? inner = null) : Exception(message, inner);
