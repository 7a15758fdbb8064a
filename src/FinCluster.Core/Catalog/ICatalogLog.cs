using FinCluster.Core.Errors;

namespace FinCluster.Core.Catalog;

/// <summary>What a backend keeps of the catalog: a list of texts that only ever grows.</summary>
/// <remarks>
/// <para>Thread-safety: all members may be called from any thread, of any process that shares the backend.</para>
/// <para>Backend away: calls throw <see cref="ControlPlaneUnavailableException"/>.</para>
/// <para>Crash: an entry whose call returned survives the death of every process.</para>
/// </remarks>
public interface ICatalogLog
{
    /// <summary>Reads entries.</summary>
    /// <param name="skip">How many are left out from the beginning.</param>
    /// <param name="take">The most to read.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<IReadOnlyList<string>> ReadAsync(long skip, int take, CancellationToken cancellationToken);

    /// <summary>Adds an entry, if there are as many as the caller knows.</summary>
    /// <param name="count">How many entries the caller knows.</param>
    /// <param name="entry">The entry. No two are alike, so a call that comes twice adds it once.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Whether this entry now stands behind those; false when another one does, or some of those are gone.</returns>
    Task<bool> AppendAsync(long count, string entry, CancellationToken cancellationToken);

    /// <summary>Waits until there may be more entries than <paramref name="count"/>, or until it is time to look in any case.</summary>
    Task WaitAsync(long count, CancellationToken cancellationToken);
}
