using FinCluster.Core.Engine;
using FinCluster.Core.Sessions;

namespace FinCluster.Cluster.Tests;

/// <summary>Calls of a session store for tests that are about something else.</summary>
internal static class SessionStoreCalls
{
    /// <summary>Commits a turn that no node computed.</summary>
    public static Task<CommitResult> CommitAsync(
        this ISessionStore store, SessionLease lease, IReadOnlyList<ChatMessage> messages, CancellationToken cancellationToken) =>
        store.CommitAsync(lease, messages, warmNode: null, cancellationToken);
}
