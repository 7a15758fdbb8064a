using FinCluster.Core.Errors;

namespace FinCluster.Core.Catalog;

/// <summary>Keeps artifacts, releases and aliases: what there is, and which name means what.</summary>
/// <remarks>
/// <para>Thread-safety: all members may be called from any thread, of any process that shares the backend.</para>
/// <para>
/// Order: all changes stand in one log, and every process sees them in its order. <see cref="Current"/> never blocks and never goes back in version; a
/// change shows there within a second, at the process that made it at once. What <see cref="CatalogRules"/> refuses changes nothing.
/// </para>
/// <para>
/// Backend away: changes and <see cref="RefreshAsync"/> throw <see cref="ControlPlaneUnavailableException"/>; <see cref="Current"/> stays as it was. A
/// change may have been made all the same: the same command, with the same <see cref="CatalogCommand.Request"/>, can be given again and is made once.
/// </para>
/// <para>Crash: a change that returned survives the death of every process. Nothing is ever removed from the log.</para>
/// <para>Cancellation: a cancelled call made its change, or changed nothing.</para>
/// </remarks>
public interface ICatalog
{
    /// <summary>Gets the newest catalog that is known here.</summary>
    CatalogSnapshot Current { get; }

    /// <summary>Reads what is new: a call that begins after a change returned, wherever it was made, sees it.</summary>
    Task<CatalogSnapshot> RefreshAsync(CancellationToken cancellationToken);

    /// <summary>Waits until <see cref="Current"/> is newer than <paramref name="version"/> and returns it.</summary>
    Task<CatalogSnapshot> WaitForChangeAsync(long version, CancellationToken cancellationToken);

    /// <summary>Makes a change, or says why not. The decision is about the newest catalog that there is anywhere, and one step with the change.</summary>
    Task<CatalogResult> ApplyAsync(CatalogCommand command, CancellationToken cancellationToken);
}
