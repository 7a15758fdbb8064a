using FinCluster.Grpc;
using FinCluster.LoadGenerator.Clients;
using FinCluster.LoadGenerator.Workloads;

namespace FinCluster.LoadGenerator.Loops;

/// <summary>Runs requests in a closed or an open loop and measures each.</summary>
internal sealed class LoadRunner(IAnswerClient client, LoadOptions options, TimeProvider time)
{
    private readonly PromptSource _prompts = new(options.Seed, options.PromptCharacters);

    /// <summary>Runs <paramref name="count"/> requests, the first with the prompt of index <paramref name="first"/>.</summary>
    public async Task<IReadOnlyList<AnswerSample>> RunAsync(int first, int count, CancellationToken cancellationToken) =>
        options.Concurrency > 0
            ? await RunClosedAsync(first, count, cancellationToken)
            : await RunOpenAsync(first, count, cancellationToken);

    private async Task<IReadOnlyList<AnswerSample>> RunClosedAsync(int first, int count, CancellationToken cancellationToken)
    {
        var samples = new AnswerSample[count];
        int next = -1;
        async Task StreamAsync()
        {
            for (int i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next))
            {
                samples[i] = await MeasureAsync(_prompts.Create(first + i), time.GetTimestamp(), cancellationToken);
            }
        }

        await Task.WhenAll(Enumerable.Range(0, options.Concurrency).Select(_ => StreamAsync()));
        return samples;
    }

    /// <summary>
    /// Sends requests at the times of a Poisson process. A request counts from when it was due, so a server that falls
    /// behind cannot hide it by being asked later.
    /// </summary>
    private async Task<IReadOnlyList<AnswerSample>> RunOpenAsync(int first, int count, CancellationToken cancellationToken)
    {
        var random = new Random(options.Seed);
        var running = new List<Task<AnswerSample>>(count);
        long start = time.GetTimestamp();
        double due = 0;
        for (int i = 0; i < count; i++)
        {
            due += -Math.Log(1 - random.NextDouble()) / options.RatePerSecond;
            TimeSpan wait = TimeSpan.FromSeconds(due) - time.GetElapsedTime(start);
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, time, cancellationToken);
            }

            running.Add(MeasureAsync(_prompts.Create(first + i), start + (long)(due * time.TimestampFrequency), cancellationToken));
        }

        return await Task.WhenAll(running);
    }

    private async Task<AnswerSample> MeasureAsync(string question, long due, CancellationToken cancellationToken)
    {
        var gaps = new List<TimeSpan>(options.OutputTokens);
        TimeSpan firstToken = TimeSpan.Zero;
        long last = 0;
        int tokens = 0;
        try
        {
            await foreach (int count in client.AskAsync(question, cancellationToken))
            {
                long now = time.GetTimestamp();
                if (tokens == 0)
                {
                    firstToken = time.GetElapsedTime(due, now);
                }
                else
                {
                    gaps.Add(time.GetElapsedTime(last, now));
                }

                last = now;
                tokens += count;
            }

            return new AnswerSample(firstToken, time.GetElapsedTime(due), tokens, gaps, tokens > 0 ? null : "no token came");
        }
        catch (Exception e) when (e is GrpcException or HttpRequestException or IOException)
        {
            return new AnswerSample(firstToken, time.GetElapsedTime(due), tokens, gaps, e.Message);
        }
    }
}
