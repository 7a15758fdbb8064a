using System.Numerics.Tensors;
using System.Threading.Channels;
using FinCluster.Core.Engine;
using FinCluster.Core.Errors;
using FinCluster.Inference.Batching;
using FinCluster.Inference.Models;
using FinCluster.Inference.Native;

namespace FinCluster.Inference.Embeddings;

/// <summary>Turns texts into vectors: the mean over a text's tokens, scaled to length 1.</summary>
/// <remarks>
/// It has a context of its own, created with the first request, because pooling and generation need different ones. One
/// loop owns that context; requests come to it by a bounded channel.
/// </remarks>
internal sealed class EmbeddingWorker : IAsyncDisposable
{
    private const int MaxQueuedRequests = 64;
    private const int TextsPerBatch = 16;

    private readonly PromptEncoder _prompts;
    private readonly int _maxTokens;
    private readonly Func<int, LlamaContext> _createContext;
    private readonly Channel<Work> _work = Channel.CreateBounded<Work>(MaxQueuedRequests);
    private readonly Task _loop;
    private volatile bool _isStopping;

    /// <summary>Starts a worker.</summary>
    /// <param name="model">The model of the prompts.</param>
    /// <param name="maxTokens">Tokens of the longest text.</param>
    /// <param name="createContext">Makes the context, for as many texts at once as it is told.</param>
    public EmbeddingWorker(ITextModel model, int maxTokens, Func<int, LlamaContext> createContext)
    {
        _prompts = new PromptEncoder(model);
        _maxTokens = maxTokens;
        _createContext = createContext;
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Computes the vectors of a checked request.</summary>
    /// <exception cref="RequestException">A text is too long, or too many requests wait.</exception>
    public async Task<EmbeddingResult> EmbedAsync(EmbeddingRequest request, CancellationToken cancellationToken)
    {
        int[][] inputs = [.. request.Inputs.Select(input => _prompts.Encode(input, _maxTokens - 1, _maxTokens).Tokens)];
        var work = new Work(inputs, cancellationToken);
        if (!_work.Writer.TryWrite(work))
        {
            throw _isStopping
                ? new RequestException(ErrorCode.ShuttingDown, "the engine is shutting down")
                : new RequestException(ErrorCode.Overloaded, $"{MaxQueuedRequests} embedding requests wait already");
        }

        ReadOnlyMemory<float>[] vectors = await work.Done.Task.WaitAsync(cancellationToken);
        return new EmbeddingResult(vectors, inputs.Sum(input => input.Length));
    }

    public async ValueTask DisposeAsync()
    {
        _isStopping = true;
        _work.Writer.TryComplete();
        await _loop;
    }

    private async Task RunAsync()
    {
        LlamaContext? context = null;
        try
        {
            await foreach (Work work in _work.Reader.ReadAllAsync())
            {
                try
                {
                    context ??= _createContext(TextsPerBatch);
                    work.Done.TrySetResult(Compute(context, work));
                }
                catch (Exception e) when (e is RequestException or EngineStartException or OperationCanceledException)
                {
                    work.Done.TrySetException(e is EngineStartException ? new RequestException(ErrorCode.EngineFailed, e.Message, inner: e) : e);
                }
            }
        }
        finally
        {
            context?.Dispose();
        }
    }

    private static ReadOnlyMemory<float>[] Compute(LlamaContext context, Work work)
    {
        var vectors = new ReadOnlyMemory<float>[work.Inputs.Length];
        for (int next = 0; next < work.Inputs.Length;)
        {
            work.Cancellation.ThrowIfCancellationRequested();
            int end = FillBatch(context, work.Inputs, next);
            DecodeStatus status = context.Decode();
            if (status != DecodeStatus.Ok)
            {
                throw new RequestException(ErrorCode.EngineFailed, $"the model could not be computed ({status})");
            }

            for (int sequence = 0; next < end; next++, sequence++)
            {
                vectors[next] = Normalized(context.Embedding(sequence));
            }
        }

        return vectors;
    }

    /// <summary>Puts as many texts as fit into the batch and returns the index behind the last one.</summary>
    private static int FillBatch(LlamaContext context, int[][] inputs, int first)
    {
        context.Clear();
        context.Batch.Clear();
        int next = first;
        while (next < inputs.Length && next - first < context.MaxSequences && context.Batch.Count + inputs[next].Length <= context.Batch.Capacity)
        {
            for (int position = 0; position < inputs[next].Length; position++)
            {
                context.Batch.Add(inputs[next][position], position, next - first, output: true);
            }

            next++;
        }

        return next;
    }

    private static float[] Normalized(ReadOnlySpan<float> vector)
    {
        float norm = TensorPrimitives.Norm(vector);
        float[] result = new float[vector.Length];
        TensorPrimitives.Divide(vector, norm > 0 ? norm : 1, result);
        return result;
    }

    private sealed record Work(int[][] Inputs, CancellationToken Cancellation)
    {
        public TaskCompletionSource<ReadOnlyMemory<float>[]> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
