namespace FinCluster.Core.Audit;

/// <summary>Keeps what happened so that nothing of it can be changed unnoticed. Thread-safe.</summary>
public interface IAuditLog : IAsyncDisposable
{
    /// <summary>Gets a value indicating whether events can be written. While they cannot, nothing may be answered.</summary>
    bool IsAvailable { get; }

    /// <summary>Takes an event over. It returns at once; the event is safe when <see cref="WaitAsync"/> says so.</summary>
    /// <returns>The event's place.</returns>
    /// <exception cref="AuditUnavailableException">Events cannot be written.</exception>
    AuditPlace Append(AuditEvent entry);

    /// <summary>Waits until an event, and all before it, would survive the loss of power.</summary>
    /// <exception cref="AuditUnavailableException">It could not be written.</exception>
    ValueTask WaitAsync(AuditPlace place, CancellationToken cancellationToken);
}

/// <summary>Where an event stands in its writer's log.</summary>
/// <param name="Sequence">Its number, from 1 without gaps.</param>
public readonly record struct AuditPlace(long Sequence);
