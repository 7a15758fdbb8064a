using FinCluster.LoadGenerator.Workloads;

namespace FinCluster.LoadGenerator.Clients;

/// <summary>Spreads requests over several servers, turn by turn. Thread-safe.</summary>
internal sealed class SpreadClient(IReadOnlyList<IAnswerClient> clients) : IAnswerClient
{
    private int _sessions;

    /// <summary>Makes a client for the targets of a run, as one caller.</summary>
    public static SpreadClient Of(LoadOptions options, string? apiKey) => new([.. options.Targets.Select(target => Of(target, options, apiKey))]);

    public IAsyncEnumerable<AnswerPart> AskAsync(LoadRequest request, CancellationToken cancellationToken) =>
        clients[request.Route % clients.Count].AskAsync(request, cancellationToken);

    public Task<string> CreateSessionAsync(CancellationToken cancellationToken) =>
        clients[(int)((uint)Interlocked.Increment(ref _sessions) % clients.Count)].CreateSessionAsync(cancellationToken);

    public void Dispose()
    {
        foreach (IAnswerClient client in clients)
        {
            client.Dispose();
        }
    }

    private static IAnswerClient Of(Uri target, LoadOptions options, string? apiKey)
    {
        Uri http = new UriBuilder(target) { Scheme = "http" }.Uri;
        return target.Scheme switch
        {
            "grpc" => new GrpcAnswerClient(http, options, apiKey),
            "node" => new NodeAnswerClient(http, options),
            _ => new HttpAnswerClient(http, options, apiKey),
        };
    }
}
