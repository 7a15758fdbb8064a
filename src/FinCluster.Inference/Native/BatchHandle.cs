using System.Runtime.InteropServices;

namespace FinCluster.Inference.Native;

/// <summary>Owns the arrays of one <c>llama_batch</c> in which every token belongs to one sequence.</summary>
/// <remarks>Not thread-safe: the thread that owns the context fills and reads it.</remarks>
internal sealed unsafe class BatchHandle : SafeHandle
{
    private LlamaBatch _batch;

    /// <summary>Allocates room for <paramref name="capacity"/> tokens.</summary>
    public BatchHandle(int capacity)
        : base(invalidHandleValue: 0, ownsHandle: true)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        Capacity = capacity;
        nuint pointers = (nuint)capacity * (nuint)sizeof(int*);
        nuint integers = (nuint)capacity * sizeof(int);
        byte* block = (byte*)NativeMemory.AllocZeroed(pointers + (4 * integers) + (nuint)capacity);
        SetHandle((nint)block);

        // Pointers first: they have the strictest alignment.
        _batch.SequenceIds = (int**)block;
        _batch.Tokens = (int*)(block + pointers);
        _batch.Positions = (int*)(block + pointers + integers);
        _batch.SequenceIdCounts = (int*)(block + pointers + (2 * integers));
        int* sequences = (int*)(block + pointers + (3 * integers));
        _batch.Outputs = (sbyte*)(block + pointers + (4 * integers));
        for (int i = 0; i < capacity; i++)
        {
            _batch.SequenceIds[i] = sequences + i;
            _batch.SequenceIdCounts[i] = 1;
        }
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>Gets the most tokens it holds.</summary>
    public int Capacity { get; }

    /// <summary>Gets the tokens it holds now.</summary>
    public int Count => _batch.TokenCount;

    /// <summary>Gets the native view, valid until the next change.</summary>
    public LlamaBatch Native => _batch;

    /// <summary>Gets the ids of the tokens, valid until the next change.</summary>
    public ReadOnlySpan<int> Tokens => new(_batch.Tokens, Count);

    /// <summary>Gets the position of each token in its sequence, valid until the next change.</summary>
    public ReadOnlySpan<int> Positions => new(_batch.Positions, Count);

    /// <summary>Empties the batch.</summary>
    public void Clear() => _batch.TokenCount = 0;

    /// <summary>Appends one token and returns its index.</summary>
    public int Add(int token, int position, int sequence, bool output)
    {
        int index = _batch.TokenCount;
        if ((uint)index >= (uint)Capacity)
        {
            throw new InvalidOperationException($"the batch is full ({Capacity} tokens)");
        }

        _batch.Tokens[index] = token;
        _batch.Positions[index] = position;
        *_batch.SequenceIds[index] = sequence;
        _batch.Outputs[index] = output ? (sbyte)1 : (sbyte)0;
        _batch.TokenCount = index + 1;
        return index;
    }

    /// <summary>Gets the sequence of a token.</summary>
    public int SequenceOf(int index) => *_batch.SequenceIds[CheckIndex(index)];

    /// <summary>Gets a value indicating whether a token has an output.</summary>
    public bool HasOutput(int index) => _batch.Outputs[CheckIndex(index)] != 0;

    protected override bool ReleaseHandle()
    {
        NativeMemory.Free((void*)handle);
        return true;
    }

    private int CheckIndex(int index) =>
        (uint)index < (uint)Count ? index : throw new ArgumentOutOfRangeException(nameof(index), index, $"the batch has {Count} tokens");
}
