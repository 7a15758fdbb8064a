using System.Collections.Concurrent;

namespace FinCluster.LoadGenerator.Workloads;

/// <summary>Conversations of some turns: a number of them at a time take turns, without time to think.</summary>
/// <remarks>
/// The order is turn 0 of all that run, turn 1 of all, and so on; then the next ones. A turn waits for the answer to the one before.
/// </remarks>
internal sealed class SessionTrace(PromptSource prompts, int sessions, int turns) : ITrace
{
    private readonly ConcurrentDictionary<int, TraceSession> _running = new();

    /// <inheritdoc/>
    public bool HasReuse => true;

    /// <inheritdoc/>
    public async ValueTask<LoadRequest> TakeAsync(int index, CancellationToken cancellationToken)
    {
        (int session, int turn) = PlaceOf(index);
        TraceSession state = _running.GetOrAdd(session, _ => new TraceSession(turns));
        IReadOnlyList<TraceMessage> messages = await state.AskAsync(turn, prompts.Create(index), cancellationToken);
        return new LoadRequest(index, session + turn, messages) { Session = state };
    }

    /// <inheritdoc/>
    public void OnEnd(LoadRequest request, string? answer)
    {
        (int session, int turn) = PlaceOf(request.Index);
        request.Session!.End(turn, request.Messages[^1], answer);
        if (turn == turns - 1)
        {
            _running.TryRemove(session, out _);
        }
    }

    private (int Session, int Turn) PlaceOf(int index)
    {
        (int round, int place) = Math.DivRem(index, sessions * turns);
        (int turn, int number) = Math.DivRem(place, sessions);
        return ((round * sessions) + number, turn);
    }
}
