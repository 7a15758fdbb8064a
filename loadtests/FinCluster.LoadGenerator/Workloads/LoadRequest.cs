namespace FinCluster.LoadGenerator.Workloads;

/// <summary>Who wrote a message, as the wire names it.</summary>
internal enum Speaker
{
    System,
    User,
    Assistant,
}

/// <summary>A message of a request.</summary>
internal readonly record struct TraceMessage(Speaker Speaker, string Content);

/// <summary>One request of a trace.</summary>
/// <param name="Index">Its place in the trace, from 0.</param>
/// <param name="Route">Requests whose numbers differ by one go to different targets.</param>
/// <param name="Messages">The whole conversation so far, the new message last.</param>
internal sealed record LoadRequest(int Index, int Route, IReadOnlyList<TraceMessage> Messages)
{
    /// <summary>Gets the conversation that the request belongs to; null when it stands alone.</summary>
    public TraceSession? Session { get; init; }
}
