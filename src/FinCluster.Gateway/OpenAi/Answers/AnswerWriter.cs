using System.Runtime.CompilerServices;
using FinCluster.Core.Engine;
using FinCluster.Core.Errors;
using FinCluster.Gateway.Chat;
using FinCluster.Gateway.Metrics;
using FinCluster.Gateway.OpenAi.Responses;
using Microsoft.AspNetCore.Http;

namespace FinCluster.Gateway.OpenAi.Answers;

/// <summary>Runs the answers of a request and writes them, as a stream or as a whole.</summary>
internal sealed class AnswerWriter(GatewayMetrics metrics)
{
    /// <summary>Writes the answers when they are complete.</summary>
    public static async Task WriteWholeAsync(HttpContext http, AnswerGroup group, IAnswerFormat format)
    {
        FinishedAnswer[] answers = [.. group.Turns.Select(_ => new FinishedAnswer())];
        await foreach ((int index, GenerationEvent step) in group.RunAsync(http.RequestAborted))
        {
            answers[index].Add(step);
            answers[index].Stored = group.Turns[index].Stored;
            answers[index].Mark = group.Turns[index].Screening.MarkOrNone;
            answers[index].Refinement = group.Turns[index].Refinement;
            answers[index].Knowledge = group.Turns[index].Knowledge;
        }

        await JsonResponse.WriteAsync(http.Response, StatusCodes.Status200OK, format.Whole(answers, Total(answers, group)));
    }

    /// <summary>Writes the answers as they come. An error before the first event is thrown; later it is the last event.</summary>
    public async Task WriteStreamAsync(HttpContext http, AnswerGroup group, IAnswerFormat format, bool includeUsage)
    {
        AnswerCounts[] counts = [.. group.Turns.Select(_ => new AnswerCounts())];
        TextEvent[] texts = [.. group.Turns.Select((_, index) => TextEvent.Of(format, index))];
        using var sse = new SseWriter(http.Response);
        bool begun = false;
        try
        {
            await using IAsyncEnumerator<(int Index, GenerationEvent Step)> events =
                group.RunAsync(http.RequestAborted).GetAsyncEnumerator(http.RequestAborted);
            while (await MoveNextAsync(events, sse, begun, http.RequestAborted))
            {
                if (!begun)
                {
                    sse.Start();
                    begun = true;
                }

                (int index, GenerationEvent step) = events.Current;
                counts[index].Add(step);
                if (step is GeneratedToken { LogProbs: null } token)
                {
                    WriteText(sse, texts[index], token.Text);
                }
                else
                {
                    WriteStep(sse, format, index, step, group);
                }
            }

            if (includeUsage)
            {
                sse.Write(format.Counts(Total(counts, group)));
            }

            sse.WriteDone();
        }
        catch (RequestException e) when (begun)
        {
            metrics.OnError(e.Kind);
            sse.Write(ErrorBody.Of(e));
        }

        await sse.FlushAsync(http.RequestAborted);
    }

    /// <summary>Waits for the next event, and sends what is written if it is not there yet, so that bursts share a packet.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<bool> MoveNextAsync(
        IAsyncEnumerator<(int Index, GenerationEvent Step)> events, SseWriter sse, bool begun, CancellationToken cancellationToken)
    {
        ValueTask<bool> next = events.MoveNextAsync();
        if (begun && !next.IsCompleted)
        {
            await sse.FlushAsync(cancellationToken);
        }

        return await next;
    }

    private static void WriteText(SseWriter sse, TextEvent value, string text)
    {
        if (text.Length > 0)
        {
            sse.Write(value, text);
        }
    }

    private static void WriteStep(SseWriter sse, IAnswerFormat format, int index, GenerationEvent step, AnswerGroup group)
    {
        switch (step)
        {
            case GenerationStarted:
                if (format.Start(index) is { } start)
                {
                    sse.Write(start);
                }

                break;
            case GeneratedToken token:
                sse.Write(format.Delta(index, token.Text, token.LogProbs));
                break;
            case GenerationFinished finished:
                if (finished.Text.Length > 0)
                {
                    sse.Write(format.Delta(index, finished.Text, null));
                }

                sse.Write(format.End(index, finished.Reason, group.Turns[index]));
                break;
        }
    }

    // As in OpenAI's API a prompt counts once, however many answers it has.
    private static Usage Total(AnswerCounts[] answers, AnswerGroup group)
    {
        AnswerCounts[] firsts = [.. answers.Where((_, index) => index % group.AnswersPerPrompt == 0)];
        return Usage.Of(
            firsts.Sum(answer => answer.PromptTokens),
            firsts.Sum(answer => answer.CachedTokens),
            answers.Sum(answer => answer.CompletionTokens));
    }
}
