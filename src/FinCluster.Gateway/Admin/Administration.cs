using System.Net;
using FinCluster.Contracts.V1;
using FinCluster.Core.Errors;
using FinCluster.Core.Tenants;
using FinCluster.Core.Tenants.Administration;
using FinCluster.Gateway.Dispatch;
using Microsoft.Extensions.Logging;

namespace FinCluster.Gateway.Admin;

/// <summary>What administrators do, behind both protocols: every call is counted and logged, without keys. Thread-safe.</summary>
internal sealed partial class Administration(
    TenantAdministration tenants, FleetStatus fleet, AdminMetrics metrics, ILogger<Administration> logger)
{
    private const int MaxLoggedLength = 100;

    public Task<TenantDetails> CreateTenantAsync(AdminCaller caller, string? id, TenantLimits limits, CancellationToken cancellationToken) =>
        RunAsync(caller, "create_tenant", id, () => tenants.CreateAsync(id, limits, cancellationToken));

    public Task<TenantDetails> GetTenantAsync(AdminCaller caller, string? id, CancellationToken cancellationToken) =>
        RunAsync(caller, "get_tenant", id, () => tenants.GetAsync(id, cancellationToken));

    public Task<TenantPage> ListTenantsAsync(AdminCaller caller, int pageSize, string? pageToken, CancellationToken cancellationToken) =>
        RunAsync(caller, "list_tenants", null, () => tenants.ListAsync(pageSize, pageToken, cancellationToken));

    public Task<TenantDetails> SetLimitsAsync(AdminCaller caller, string? id, TenantLimits limits, CancellationToken cancellationToken) =>
        RunAsync(caller, "set_tenant_limits", id, () => tenants.SetLimitsAsync(id, limits, cancellationToken));

    public Task<NewApiKey> CreateKeyAsync(AdminCaller caller, string? id, CancellationToken cancellationToken) =>
        RunAsync(caller, "create_api_key", id, () => tenants.CreateKeyAsync(id, cancellationToken));

    public Task<IReadOnlyList<ApiKeyInfo>> ListKeysAsync(AdminCaller caller, string? id, CancellationToken cancellationToken) =>
        RunAsync(caller, "list_api_keys", id, () => tenants.ListKeysAsync(id, cancellationToken));

    public Task RevokeKeyAsync(AdminCaller caller, string? id, string keyId, CancellationToken cancellationToken) =>
        RunAsync(caller, "revoke_api_key", $"{id}/{keyId}", async () =>
        {
            await tenants.RevokeKeyAsync(id, keyId, cancellationToken);
            return true;
        });

    public Task<IReadOnlyList<NodeStatus>> ListNodesAsync(AdminCaller caller, CancellationToken cancellationToken) =>
        RunAsync(caller, "list_nodes", null, () => fleet.AskAsync(cancellationToken));

    public Task DrainNodeAsync(AdminCaller caller, string id, CancellationToken cancellationToken) =>
        RunAsync(caller, "drain_node", id, async () =>
        {
            await fleet.DrainAsync(id, cancellationToken);
            return true;
        });

    private async Task<T> RunAsync<T>(AdminCaller caller, string operation, string? subject, Func<Task<T>> run)
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
