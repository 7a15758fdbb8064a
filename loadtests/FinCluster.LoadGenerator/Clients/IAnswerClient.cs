namespace FinCluster.LoadGenerator.Clients;

/// <summary>Asks the server over one protocol. Thread-safe.</summary>
internal interface IAnswerClient : IDisposable
{
    /// <summary>Asks, and yields the number of tokens that each part of the answer brought, as it comes.</summary>
    IAsyncEnumerable<int> AskAsync(string question, CancellationToken cancellationToken);
}
