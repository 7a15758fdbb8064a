using System.Buffers;

namespace FinCluster.Grpc.Wire;

/// <summary>A growing buffer that is borrowed from the shared pool. Spans and memory of it end with <see cref="Dispose"/>.</summary>
internal sealed class PooledBuffer(int initialCapacity) : IBufferWriter<byte>, IDisposable
{
    private byte[] _array = ArrayPool<byte>.Shared.Rent(Math.Max(initialCapacity, 1));

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => _array.AsMemory(0, Length);

    public void Advance(int count) => Length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _array.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <summary>Opens what is written so far as a stream to read.</summary>
    public Stream OpenRead() => new MemoryStream(_array, 0, Length, writable: false);

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_array);
        _array = [];
        Length = 0;
    }

    private void Reserve(int size)
    {
        if (_array.Length - Length >= size)
        {
            return;
        }

        long capacity = Math.Max(_array.Length * 2L, (long)Length + size);
        byte[] larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(capacity, Array.MaxLength));
        _array.AsSpan(0, Length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_array);
        _array = larger;
    }
}
