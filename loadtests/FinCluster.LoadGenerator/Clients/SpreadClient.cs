using System.Runtime.CompilerServices;
using FinCluster.Grpc;
using FinCluster.LoadGenerator.Workloads;

namespace FinCluster.LoadGenerator.Clients;

/// <summary>Spreads requests over several servers, turn by turn; what one of them does not take goes to the next. Thread-safe.</summary>
internal sealed class SpreadClient(IReadOnlyList<IAnswerClient> clients, TimeProvider time) : IAnswerClient
{
    // A server that restarts is away for some seconds; the others are not, so a round of all of them is enough as a rule.
    private const int Rounds = 5;
    private static readonly TimeSpan RoundPause = TimeSpan.FromMilliseconds(200);

    private int _sessions;

    /// <summary>Makes a client for the targets of a run, as one caller.</summary>
    public static SpreadClient Of(LoadOptions options, string? apiKey, TimeProvider time) =>
        new([.. options.Targets.Select(target => Of(target, options, apiKey))], time);

    /// <inheritdoc/>
    /// <remarks>Once a part of the answer has come it is not asked for again: the client could not tell what it has had.</remarks>
    public async IAsyncEnumerable<AnswerPart> AskAsync(LoadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        (IAsyncEnumerator<AnswerPart>? parts, int retries) = await TryAllAsync(
            request.Route, client => BeginAsync(client, request, cancellationToken), cancellationToken);
        if (parts is null)
        {
            yield break;
        }

        await using (parts)
        {
            yield return parts.Current with { Retries = retries };
            while (await parts.MoveNextAsync())
            {
                yield return parts.Current;
            }
        }
    }

    public async Task<string> CreateSessionAsync(CancellationToken cancellationToken)
    {
        int first = (int)((uint)Interlocked.Increment(ref _sessions) % clients.Count);
        return (await TryAllAsync(first, client => client.CreateSessionAsync(cancellationToken), cancellationToken)).Value;
    }

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

    /// <summary>Asks for the first part; null when the answer has none.</summary>
    private static async Task<IAsyncEnumerator<AnswerPart>?> BeginAsync(
        IAnswerClient client, LoadRequest request, CancellationToken cancellationToken)
    {
        IAsyncEnumerator<AnswerPart> parts = client.AskAsync(request, cancellationToken).GetAsyncEnumerator(cancellationToken);
        try
        {
            if (await parts.MoveNextAsync())
            {
                return parts;
            }
        }
        catch
        {
            await parts.DisposeAsync();
            throw;
        }

        await parts.DisposeAsync();
        return null;
    }

    private async Task<(T Value, int Retries)> TryAllAsync<T>(int first, Func<IAnswerClient, Task<T>> ask, CancellationToken cancellationToken)
    {
        int most = clients.Count == 1 ? 0 : clients.Count * Rounds;
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                return (await ask(clients[(first + attempt) % clients.Count]), attempt);
            }
            catch (Exception e) when (attempt < most && IsAway(e) && !cancellationToken.IsCancellationRequested)
            {
                if ((attempt + 1) % clients.Count == 0)
                {
                    await Task.Delay(RoundPause, time, cancellationToken);
                }
            }
        }
    }

    /// <summary>Whether a server was away or about to end, so that it has not begun an answer.</summary>
    private static bool IsAway(Exception e) => e is GrpcException { Status: GrpcStatus.Unavailable }
        or HttpRequestException { StatusCode: null or System.Net.HttpStatusCode.ServiceUnavailable };
}
