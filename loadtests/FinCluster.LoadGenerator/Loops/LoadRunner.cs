using System.Collections.Concurrent;
using FinCluster.Grpc;
using FinCluster.LoadGenerator.Clients;
using FinCluster.LoadGenerator.Workloads;

namespace FinCluster.LoadGenerator.Loops;

/// <summary>Runs the requests of a trace in a closed or an open loop and measures each. One run at a time.</summary>
internal sealed class LoadRunner(IAnswerClient client, ITrace trace, LoadOptions options, TimeProvider time)
{
    private int _next;

    /// <summary>Runs the next requests of the trace.</summary>
    /// <param name="count">The most requests.</param>
    /// <param name="runTime">Ends when the run's time is over; what runs then is cut.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What was seen, in the order of the trace.</returns>
    public async Task<IReadOnlyList<AnswerSample>> RunAsync(int count, CancellationToken runTime, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(runTime, cancellationToken);
        var samples = new ConcurrentBag<AnswerSample>();
        await (options.Concurrency > 0
            ? RunClosedAsync(_next + count, samples, ending.Token)
            : RunOpenAsync(_next + count, samples, ending.Token));
        cancellationToken.ThrowIfCancellationRequested();
        return [.. samples.OrderBy(sample => sample.Request.Index)];
    }

    private async Task RunClosedAsync(int end, ConcurrentBag<AnswerSample> samples, CancellationToken cancellationToken)
    {
        async Task StreamAsync()
        {
            while (!cancellationToken.IsCancellationRequested && TryTake(end) is { } index)
            {
                await MeasureAsync(index, due: null, samples, cancellationToken);
            }
        }

        await Task.WhenAll(Enumerable.Range(0, options.Concurrency).Select(_ => StreamAsync()));
    }

    /// <summary>
    /// Sends requests at the times of a Poisson process. A request counts from when it was due, so a server that falls
    /// behind cannot hide it by being asked later.
    /// </summary>
    private async Task RunOpenAsync(int end, ConcurrentBag<AnswerSample> samples, CancellationToken cancellationToken)
    {
        var random = new Random(options.Trace.Seed);
        var running = new List<Task>();
        long start = time.GetTimestamp();
        double due = 0;
        try
        {
            while (TryTake(end) is { } index)
            {
                due += -Math.Log(1 - random.NextDouble()) / options.RatePerSecond;
                TimeSpan wait = TimeSpan.FromSeconds(due) - time.GetElapsedTime(start);
                if (wait > TimeSpan.Zero)
                {
                    await Task.Delay(wait, time, cancellationToken);
                }

                running.Add(MeasureAsync(index, start + (long)(due * time.TimestampFrequency), samples, cancellationToken));
            }
        }
        catch (OperationCanceledException)
        {
            // What was not sent in the run's time is not part of it; what was sent ends by the same token.
        }

        await Task.WhenAll(running);
    }

    private int? TryTake(int end)
    {
        int index = Interlocked.Increment(ref _next) - 1;
        if (index < end)
        {
            return index;
        }

        Interlocked.Decrement(ref _next);
        return null;
    }

    private async Task MeasureAsync(int index, long? due, ConcurrentBag<AnswerSample> samples, CancellationToken cancellationToken)
    {
        LoadRequest request;
        bool waited;
        try
        {
            ValueTask<LoadRequest> taken = trace.TakeAsync(index, cancellationToken);
            waited = !taken.IsCompleted;
            request = await taken;
        }
        catch (OperationCanceledException)
        {
            return;
        }

        // A turn that had to wait for the answer before it could not have been sent when it was due.
        var recorder = new AnswerRecorder(
            request, waited ? time.GetTimestamp() : due ?? time.GetTimestamp(), trace.HasReuse, options.OutputTokensOf(request), time);
        AnswerSample sample = await AskAsync(request, recorder, cancellationToken);
        samples.Add(sample);
        trace.OnEnd(request, sample.End == AnswerEnd.Complete ? sample.Text : null);
    }

    private async Task<AnswerSample> AskAsync(LoadRequest request, AnswerRecorder recorder, CancellationToken cancellationToken)
    {
        try
        {
            if (options.Trace.StoredSessions && request.Session is { StoredId: null } session)
            {
                session.StoredId = await client.CreateSessionAsync(cancellationToken);
            }

            await foreach (AnswerPart part in client.AskAsync(request, cancellationToken))
            {
                recorder.Add(part);
            }

            return recorder.End(AnswerEnd.Complete);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            return recorder.End(AnswerEnd.Cut);
        }
        catch (Exception e) when (e is GrpcException or HttpRequestException or IOException)
        {
            return recorder.End(IsRefusal(e) ? AnswerEnd.Refused : AnswerEnd.Failed, e.Message);
        }
    }

    private static bool IsRefusal(Exception e) => e is GrpcException { Status: GrpcStatus.ResourceExhausted }
        or HttpRequestException { StatusCode: System.Net.HttpStatusCode.TooManyRequests };
}
