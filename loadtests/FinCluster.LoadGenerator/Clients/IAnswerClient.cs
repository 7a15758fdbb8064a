using FinCluster.LoadGenerator.Workloads;

namespace FinCluster.LoadGenerator.Clients;

/// <summary>Asks one server over one protocol. Thread-safe.</summary>
internal interface IAnswerClient : IDisposable
{
    /// <summary>Asks, and yields the parts of the answer as they come.</summary>
    IAsyncEnumerable<AnswerPart> AskAsync(LoadRequest request, CancellationToken cancellationToken);

    /// <summary>Begins a conversation that the server keeps; gives its name.</summary>
    Task<string> CreateSessionAsync(CancellationToken cancellationToken);
}
