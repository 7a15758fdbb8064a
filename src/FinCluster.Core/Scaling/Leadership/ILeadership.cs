namespace FinCluster.Core.Scaling.Leadership;

/// <summary>Lets one process of a cluster lead in a role, and keeps what the leader notes for the one after it.</summary>
/// <remarks>
/// <para>
/// A term ends unless it is taken again within its lifetime, on the clock of whoever keeps it. Each new leader gets a higher fencing token, also when it is
/// the same process as before; what is written with an older one is refused, so that a leader which was frozen changes nothing when it wakes.
/// </para>
/// <para>All members may be called from any thread.</para>
/// </remarks>
public interface ILeadership
{
    /// <summary>Takes the lead when nobody has it, or keeps it.</summary>
    /// <param name="role">What is led, for example <c>scaler</c>.</param>
    /// <param name="candidate">Names the process; no two that live are called alike.</param>
    /// <param name="lifetime">How long the term holds from now on unless it is taken again.</param>
    /// <param name="cancellationToken">Ends the call; whether the lead was taken is not known then.</param>
    /// <returns>The term; null when another one leads.</returns>
    /// <exception cref="Errors.ControlPlaneUnavailableException">The backend is away.</exception>
    ValueTask<LeadershipTerm?> CampaignAsync(string role, string candidate, TimeSpan lifetime, CancellationToken cancellationToken);

    /// <summary>Gives the lead back, so that another one need not wait. A term that is over changes nothing.</summary>
    /// <exception cref="Errors.ControlPlaneUnavailableException">The backend is away.</exception>
    ValueTask ResignAsync(LeadershipTerm term, CancellationToken cancellationToken);

    /// <summary>Reads who leads and what was noted.</summary>
    /// <exception cref="Errors.ControlPlaneUnavailableException">The backend is away.</exception>
    ValueTask<LeadershipRecord> ReadAsync(string role, CancellationToken cancellationToken);

    /// <summary>Replaces what is noted for the role.</summary>
    /// <param name="term">The writer's term.</param>
    /// <param name="note">The new text, up to <see cref="LeadershipState.MaxNoteLength"/> characters.</param>
    /// <param name="cancellationToken">Ends the call; whether it was written is not known then.</param>
    /// <returns>Whether it was written: not by a term that is over or was followed by another.</returns>
    /// <exception cref="Errors.ControlPlaneUnavailableException">The backend is away.</exception>
    ValueTask<bool> WriteAsync(LeadershipTerm term, string note, CancellationToken cancellationToken);
}
