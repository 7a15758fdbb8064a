using System.Numerics.Tensors;
using FinCluster.Inference.Adapters;
using FinCluster.Inference.Models;
using FinCluster.Inference.Native;

namespace FinCluster.Inference.Batching;

/// <summary>A context and the checks that keep libllama from ending the process. One thread owns it.</summary>
internal sealed unsafe class LlamaContext : IBatchContext, IDisposable
{
    private readonly ContextHandle _handle;
    private readonly ThreadPoolHandle? _threads;
    private readonly nint _memory;
    private readonly int _vocabularySize;
    private readonly LlamaModel _model;
    private readonly DecodeGate? _gate;

    private LlamaContext(ContextHandle handle, ThreadPoolHandle? threads, LlamaModel model, DecodeGate? gate)
    {
        _handle = handle;
        _threads = threads;
        _gate = gate;
        _model = model;
        _memory = NativeMethods.llama_get_memory(handle);
        _vocabularySize = model.Vocabulary.Count;
        EmbeddingLength = model.EmbeddingLength;
        SequenceCapacity = (int)NativeMethods.llama_n_ctx_seq(handle);
        MaxSequences = (int)NativeMethods.llama_n_seq_max(handle);
        Batch = new BatchHandle((int)NativeMethods.llama_n_batch(handle));
    }

    /// <inheritdoc/>
    public BatchHandle Batch { get; }

    /// <inheritdoc/>
    public int SequenceCapacity { get; }

    /// <inheritdoc/>
    public int MaxSequences { get; }

    private int EmbeddingLength { get; }

    /// <summary>Creates a context for generation, with a KV buffer of its own for each sequence.</summary>
    /// <param name="model">The model.</param>
    /// <param name="sequences">Sequences that are computed together.</param>
    /// <param name="sequenceTokens">Tokens of one sequence.</param>
    /// <param name="batchTokens">Tokens of one call.</param>
    /// <param name="threads">Threads of one call.</param>
    /// <param name="attention">How attention is computed.</param>
    /// <param name="adapters">What is computed beside the model; null for nothing. It must outlive the context.</param>
    /// <param name="gate">When it may compute; null for always.</param>
    public static LlamaContext ForGeneration(
        LlamaModel model, int sequences, int sequenceTokens, int batchTokens, int threads, LlamaFlashAttention attention,
        AdapterStack? adapters = null, DecodeGate? gate = null)
    {
        LlamaContextParams parameters = Parameters(batchTokens, sequences, threads, attention);
        parameters.ContextTokens = (uint)sequences * (uint)sequenceTokens;
        parameters.MaxOutputs = (uint)sequences;

        // Separate buffers were half as fast again as a shared one with 16 streams; see docs/adr/0001.
        parameters.UnifiedKv = 0;
        parameters.PoolingType = LlamaPoolingType.None;
        return Create(model, parameters, threads, adapters, gate);
    }

    /// <summary>Creates a context that pools each sequence's vectors into one.</summary>
    /// <param name="model">The model.</param>
    /// <param name="sequences">Texts of one call.</param>
    /// <param name="batchTokens">Tokens of one call, and so of the longest text.</param>
    /// <param name="threads">Threads of one call.</param>
    /// <param name="attention">How attention is computed.</param>
    /// <param name="adapters">What is computed beside the model; null for nothing. It must outlive the context.</param>
    /// <param name="gate">When it may compute; null for always.</param>
    public static LlamaContext ForEmbedding(
        LlamaModel model, int sequences, int batchTokens, int threads, LlamaFlashAttention attention,
        AdapterStack? adapters = null, DecodeGate? gate = null)
    {
        LlamaContextParams parameters = Parameters(batchTokens, sequences, threads, attention);
        parameters.ContextTokens = (uint)batchTokens;

        // Pooling works on what one micro-batch holds, so a text must not be split over two.
        parameters.MicroBatchTokens = (uint)batchTokens;
        parameters.UnifiedKv = 1;
        parameters.Embeddings = 1;
        parameters.PoolingType = LlamaPoolingType.Mean;
        parameters.MaxOutputsPerSequence = 0;
        return Create(model, parameters, threads, adapters, gate);
    }

    /// <inheritdoc/>
    public DecodeStatus Decode()
    {
        if (Batch.Count == 0)
        {
            throw new InvalidOperationException("the batch is empty");
        }

        _gate?.Enter();
        try
        {
            int status = NativeMethods.llama_decode(_handle, Batch.Native);
            return status < (int)DecodeStatus.InvalidBatch ? DecodeStatus.Fatal : (DecodeStatus)status;
        }
        finally
        {
            _gate?.Leave();
        }
    }

    /// <inheritdoc/>
    public Span<float> Logits(int batchIndex)
    {
        float* logits = NativeMethods.llama_get_logits_ith(_handle, batchIndex);
        return logits is null
            ? throw new InvalidOperationException($"token {batchIndex} of the batch has no output")
            : new Span<float>(logits, _vocabularySize);
    }

    /// <summary>Gets the pooled vector of a sequence of the last batch, until the next <see cref="Decode"/>.</summary>
    public ReadOnlySpan<float> Embedding(int sequence)
    {
        CheckSequence(sequence);
        float* vector = NativeMethods.llama_get_embeddings_seq(_handle, sequence);
        return vector is null
            ? throw new InvalidOperationException($"sequence {sequence} has no vector")
            : new ReadOnlySpan<float>(vector, EmbeddingLength);
    }

    /// <inheritdoc/>
    public void Remove(int sequence, int from)
    {
        CheckSequence(sequence);
        NativeMethods.llama_memory_seq_rm(_memory, sequence, from, -1);
    }

    /// <inheritdoc/>
    public void Copy(int source, int target)
    {
        CheckSequence(source);
        CheckSequence(target);
        NativeMethods.llama_memory_seq_cp(_memory, source, target, -1, -1);
    }

    /// <summary>Begins anew with other adapters. No thread may compute with it meanwhile.</summary>
    /// <exception cref="EngineStartException">It does not compute.</exception>
    public void Reuse(AdapterStack adapters)
    {
        lock (_model.Handle.Gate)
        {
            adapters.ApplyTo(_handle);
            Clear();
            WarmUp(hasLogits: true);
        }
    }

    /// <summary>Lets go of the adapters, so that they may be freed before it.</summary>
    public void ReleaseAdapters() => AdapterStack.None.ApplyTo(_handle);

    /// <summary>Empties the KV cache.</summary>
    public void Clear() => NativeMethods.llama_memory_clear(_memory, 0);

    public void Dispose()
    {
        _handle.Dispose();
        _threads?.Dispose();
        Batch.Dispose();
    }

    private static LlamaContextParams Parameters(int batchTokens, int sequences, int threads, LlamaFlashAttention attention)
    {
        LlamaContextParams parameters = NativeMethods.llama_context_default_params();
        parameters.BatchTokens = (uint)batchTokens;
        parameters.MicroBatchTokens = (uint)batchTokens;
        parameters.MaxSequences = (uint)sequences;
        parameters.Threads = threads;
        parameters.BatchThreads = threads;
        parameters.FlashAttention = attention;
        return parameters;
    }

    private static LlamaContext Create(
        LlamaModel model, LlamaContextParams parameters, int threads, AdapterStack? adapters, DecodeGate? gate)
    {
        ThreadPoolHandle? pool = ThreadPoolHandle.Create(threads, poll: 50);

        // libllama sizes the graph by all adapters of the model, so none may come or go until the first step has been computed.
        lock (model.Handle.Gate)
        {
            ContextHandle? handle = ContextHandle.Create(model.Handle, parameters, pool);
            if (handle is null)
            {
                pool?.Dispose();
                throw new EngineStartException(
                    $"no context of {parameters.ContextTokens} tokens for {parameters.MaxSequences} sequences: {NativeLog.TakeErrors()}")
                {
                    IsLackOfRoom = true,
                };
            }

            var context = new LlamaContext(handle, pool, model, gate);
            try
            {
                adapters?.ApplyTo(handle);
                context.WarmUp(hasLogits: parameters.Embeddings == 0);
                return context;
            }
            catch
            {
                context.Dispose();
                throw;
            }
        }
    }

    /// <summary>Computes one token, so that the first request does not pay for lazy set-up and a broken model shows now.</summary>
    private void WarmUp(bool hasLogits)
    {
        Batch.Clear();
        Batch.Add(token: 0, position: 0, sequence: 0, output: true);
        DecodeStatus status = Decode();
        if (status != DecodeStatus.Ok || (hasLogits && !float.IsFinite(TensorPrimitives.Sum<float>(Logits(0)))))
        {
            throw new EngineStartException($"the model loads but does not compute ({status}): {NativeLog.TakeErrors()}");
        }

        Clear();
    }

    private void CheckSequence(int sequence)
    {
        if ((uint)sequence >= (uint)MaxSequences)
        {
            throw new ArgumentOutOfRangeException(nameof(sequence), sequence, $"sequences are from 0 to {MaxSequences - 1}");
        }
    }
}
