namespace FinCluster.LoadGenerator.Workloads;

/// <summary>A conversation of a trace. Its turns come one after the other, whoever asks them.</summary>
internal sealed class TraceSession(int turns)
{
    private readonly List<TraceMessage> _history = [];

    private readonly TaskCompletionSource[] _ended =
        [.. Enumerable.Range(0, turns).Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))];

    /// <summary>Gets or sets the server's name for it; null while the client resends its history itself.</summary>
    public string? StoredId { get; set; }

    /// <summary>Asks a question as soon as the turn before it has ended; gives the conversation with it.</summary>
    public async Task<IReadOnlyList<TraceMessage>> AskAsync(int turn, string question, CancellationToken cancellationToken)
    {
        if (turn > 0)
        {
            await _ended[turn - 1].Task.WaitAsync(cancellationToken);
        }

        return [.. _history, new TraceMessage(Speaker.User, question)];
    }

    /// <summary>Notes the end of a turn. One that failed leaves no trace in the conversation.</summary>
    public void End(int turn, TraceMessage question, string? answer)
    {
        if (answer is not null)
        {
            _history.AddRange([question, new TraceMessage(Speaker.Assistant, answer)]);
        }

        _ended[turn].SetResult();
    }
}
