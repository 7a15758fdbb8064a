using FinCluster.Inference.Batching;
using FinCluster.Inference.Native;

namespace FinCluster.Inference.Simulation;

/// <summary>Computes batches of a <see cref="SimulatedModel"/> in the time that the options give them.</summary>
/// <remarks>One thread owns it, but for <see cref="Stop"/>. As a real one, it knows nothing of a sequence but what it holds in its cells.</remarks>
internal sealed class SimulatedContext : IBatchContext, IDisposable
{
    private readonly SimulatedModel _model;
    private readonly SimulatedEngineOptions _options;
    private readonly StepClock _clock;
    private readonly string _marker;
    private readonly ulong[][] _cells;
    private readonly int[] _lengths;
    private readonly float[] _logits = new float[SimulatedVocabulary.Size];
    private volatile SimulatedFaults _faults;
    private long _outputTokens;

    public SimulatedContext(SimulatedModel model, SimulatedEngineOptions options, TimeProvider time)
    {
        _model = model;
        _options = options;
        _faults = options.Faults;
        _marker = SimulatedMarker.Of(options.Adapters);
        _clock = new StepClock(time);
        Batch = new BatchHandle(options.BatchTokens);
        _lengths = new int[options.ParallelSequences];
        _cells = [.. Enumerable.Range(0, options.ParallelSequences).Select(_ => new ulong[options.ContextLength])];
    }

    /// <inheritdoc/>
    public BatchHandle Batch { get; }

    /// <inheritdoc/>
    public int SequenceCapacity => _options.ContextLength;

    /// <inheritdoc/>
    public int MaxSequences => _options.ParallelSequences;

    /// <summary>Gets or sets what goes wrong from the next step on. Any thread may.</summary>
    public SimulatedFaults Faults
    {
        get => _faults;
        set => _faults = value;
    }

    /// <inheritdoc/>
    public DecodeStatus Decode()
    {
        SimulatedFaults faults = _faults;
        if (_outputTokens >= faults.HangAfterTokens)
        {
            _clock.WaitUntilStopped();
            return DecodeStatus.Aborted;
        }

        bool completed = _clock.Take(Compute() * faults.Slowdown);
        return !completed ? DecodeStatus.Aborted
            : _outputTokens >= faults.FailAfterTokens ? DecodeStatus.Fatal
            : DecodeStatus.Ok;
    }

    /// <inheritdoc/>
    public Span<float> Logits(int batchIndex)
    {
        if (!Batch.HasOutput(batchIndex))
        {
            throw new InvalidOperationException($"token {batchIndex} of the batch has no output");
        }

        _outputTokens++;
        int position = Batch.Positions[batchIndex];
        _model.WriteLogits(_cells[Batch.SequenceOf(batchIndex)][position], _logits);
        if (_marker.Length > 0 && (position + 1) % SimulatedMarker.Interval == 0)
        {
            SimulatedModel.Force(_marker[(position + 1) / SimulatedMarker.Interval % _marker.Length], _logits);
        }

        return _logits;
    }

    /// <inheritdoc/>
    public void Remove(int sequence, int from) => _lengths[sequence] = Math.Min(_lengths[sequence], from);

    /// <inheritdoc/>
    public void Copy(int source, int target)
    {
        _cells[source].AsSpan(0, _lengths[source]).CopyTo(_cells[target]);
        _lengths[target] = _lengths[source];
    }

    /// <summary>Ends the present step and all further ones at once, a hanging one too. Callable from any thread.</summary>
    public void Stop() => _clock.Stop();

    public void Dispose()
    {
        _clock.Dispose();
        Batch.Dispose();
    }

    /// <summary>Fills the cells and returns how long that takes.</summary>
    private TimeSpan Compute()
    {
        ReadOnlySpan<int> tokens = Batch.Tokens;
        ReadOnlySpan<int> positions = Batch.Positions;
        int prefilled = 0;
        long contextTokens = 0;
        for (int i = 0; i < tokens.Length; i++)
        {
            int sequence = Batch.SequenceOf(i);
            int position = positions[i];
            if (position != _lengths[sequence])
            {
                throw new InvalidOperationException($"sequence {sequence} has {_lengths[sequence]} tokens, the batch goes on at {position}");
            }

            ulong before = position == 0 ? SimulatedModel.EmptyState : _cells[sequence][position - 1];
            _cells[sequence][position] = SimulatedModel.Next(before, tokens[i]);
            _lengths[sequence] = position + 1;
            contextTokens += position;

            // A prompt's tokens are neighbours. A lone token is one that was drawn, or costs what such a one does.
            bool isPrefill = (i > 0 && Batch.SequenceOf(i - 1) == sequence) || (i + 1 < tokens.Length && Batch.SequenceOf(i + 1) == sequence);
            prefilled += isPrefill ? 1 : 0;
        }

        return _options.TimeOf(prefilled, tokens.Length - prefilled, contextTokens);
    }
}
