using FinCluster.Core.Compliance.PersonalData;
using FinCluster.Core.Sessions;
using FinCluster.Core.Tenants;

namespace FinCluster.Gateway.Compliance.Screening;

/// <summary>What the tokens of stored conversations stand for. It is kept in this process alone, and for a while only. Thread-safe.</summary>
/// <remarks>
/// Only tenants that allow answers with the values in them need it. A conversation that goes on at another gateway, or after hours, shows its earlier
/// tokens as tokens.
/// </remarks>
internal sealed class SessionVaults(TimeProvider time)
{
    private const int MaxVaults = 10_000;

    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<(TenantId Tenant, SessionId Session), LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _byUse = new();

    /// <summary>Gets a conversation's vault, a new one if there is none.</summary>
    public MaskVault Get(TenantId tenant, SessionId session)
    {
        lock (_gate)
        {
            DateTimeOffset now = time.GetUtcNow();
            while (_byUse.First is { Value: var oldest } && (oldest.UsedAt + Lifetime < now || _byUse.Count >= MaxVaults))
            {
                _byUse.RemoveFirst();
                _entries.Remove(oldest.Key);
            }

            (TenantId, SessionId) key = (tenant, session);
            if (_entries.Remove(key, out LinkedListNode<Entry>? known))
            {
                _byUse.Remove(known);
            }

            MaskVault vault = known?.Value.Vault ?? new MaskVault();
            _entries.Add(key, _byUse.AddLast(new Entry(key, vault, now)));
            return vault;
        }
    }

    /// <summary>Forgets a conversation that is deleted.</summary>
    public void Forget(TenantId tenant, SessionId session)
    {
        lock (_gate)
        {
            if (_entries.Remove((tenant, session), out LinkedListNode<Entry>? known))
            {
                _byUse.Remove(known);
            }
        }
    }

    private sealed record Entry((TenantId Tenant, SessionId Session) Key, MaskVault Vault, DateTimeOffset UsedAt);
}
