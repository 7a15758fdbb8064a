using System.Collections.Concurrent;
using System.Text.Json;
using FinCluster.Core.Audit;

namespace FinCluster.Testing.Audit;

/// <summary>Keeps events in memory, and is away, or slow, when a test says so.</summary>
public sealed class RecordingAuditLog : IAuditLog
{
    private readonly ConcurrentQueue<AuditEvent> _events = new();
    private readonly TaskCompletionSource _released = new();
    private long _sequence;

    /// <summary>Gets the events so far, in their order.</summary>
    public IReadOnlyList<AuditEvent> Events => [.. _events];

    /// <summary>Gets or sets a value indicating whether nothing can be written.</summary>
    public bool IsAway { get; set; }

    /// <summary>Gets or sets a value indicating whether waits end only with <see cref="Release"/>.</summary>
    public bool IsHeld { get; set; }

    /// <inheritdoc/>
    public bool IsAvailable => !IsAway;

    /// <summary>Lets waits end.</summary>
    public void Release() => _released.SetResult();

    /// <summary>Gets the events of one type, their bodies as JSON.</summary>
    public IReadOnlyList<JsonElement> Bodies(string type) =>
        [.. Events.Where(entry => entry.Type == type).Select(entry => JsonDocument.Parse(entry.Body).RootElement)];

    /// <inheritdoc/>
    public AuditPlace Append(AuditEvent entry)
    {
        if (IsAway)
        {
            throw new AuditUnavailableException("away");
        }

        _events.Enqueue(entry);
        return new AuditPlace(Interlocked.Increment(ref _sequence));
    }

    /// <inheritdoc/>
    public async ValueTask WaitAsync(AuditPlace place, CancellationToken cancellationToken)
    {
        if (IsAway)
        {
            throw new AuditUnavailableException("away");
        }

        if (IsHeld)
        {
            await _released.Task.WaitAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
