using System.Net;
using System.Runtime.CompilerServices;
using FinCluster.Grpc;
using FinCluster.LoadGenerator.Clients;
using FinCluster.LoadGenerator.Workloads;

namespace FinCluster.LoadGenerator.Tests.Clients;

public sealed class SpreadClientTests
{
    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ask_ServerIsAway_NextOneIsAskedAndItIsCounted()
    {
        using var spread = new SpreadClient([new Server(new GrpcException(GrpcStatus.Unavailable, "")), new Server()], TimeProvider.System);

        AnswerPart[] parts = await spread.AskAsync(Request(0), Cancellation).ToArrayAsync(Cancellation);

        Assert.Equal((2, 1), (parts.Sum(part => part.Tokens), parts.Sum(part => part.Retries)));
    }

    [Fact]
    public async Task Ask_ServerEndsInTheMiddle_IsNotAskedAgain()
    {
        using var spread = new SpreadClient(
            [new Server(new GrpcException(GrpcStatus.Unavailable, ""), after: 1), new Server()], TimeProvider.System);

        await Assert.ThrowsAsync<GrpcException>(async () => await spread.AskAsync(Request(0), Cancellation).ToArrayAsync(Cancellation));
    }

    [Fact]
    public async Task Ask_ServerRefuses_IsNotAskedAgain()
    {
        var busy = new HttpRequestException("", null, HttpStatusCode.TooManyRequests);
        using var spread = new SpreadClient([new Server(), new Server(busy)], TimeProvider.System);

        await Assert.ThrowsAsync<HttpRequestException>(async () => await spread.AskAsync(Request(1), Cancellation).ToArrayAsync(Cancellation));
    }

    [Fact]
    public async Task CreateSession_ServerIsAway_NextOneIsAsked()
    {
        using var spread = new SpreadClient([new Server(new HttpRequestException("refused")), new Server()], TimeProvider.System);

        Assert.Equal(["s", "s"], [await spread.CreateSessionAsync(Cancellation), await spread.CreateSessionAsync(Cancellation)]);
    }

    private static LoadRequest Request(int route) => new(0, route, []);

    /// <summary>Answers with two parts, or fails after some.</summary>
    private sealed class Server(Exception? failure = null, int after = 0) : IAnswerClient
    {
        public async IAsyncEnumerable<AnswerPart> AskAsync(LoadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            for (int part = 0; part < 2; part++)
            {
                await Task.Yield();
                if (failure is not null && part == after)
                {
                    throw failure;
                }

                yield return new AnswerPart(1, "", 0, 0);
            }
        }

        public Task<string> CreateSessionAsync(CancellationToken cancellationToken) =>
            failure is null ? Task.FromResult("s") : Task.FromException<string>(failure);

        public void Dispose()
        {
        }
    }
}
