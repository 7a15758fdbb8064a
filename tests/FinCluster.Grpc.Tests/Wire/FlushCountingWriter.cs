using System.IO.Pipelines;

namespace FinCluster.Grpc.Tests.Wire;

/// <summary>A writer into nothing that notes how many bytes each flush found.</summary>
internal sealed class FlushCountingWriter : PipeWriter
{
    private readonly byte[] _buffer = new byte[1 << 20];
    private int _unflushed;

    public List<int> Flushes { get; } = [];

    /// <summary>Gets or sets what a flush waits for.</summary>
    public Func<CancellationToken, Task>? OnFlush { get; set; }

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => _unflushed;

    public override void Advance(int bytes) => _unflushed += bytes;

    public override Memory<byte> GetMemory(int sizeHint = 0) => _buffer;

    public override Span<byte> GetSpan(int sizeHint = 0) => _buffer;

    public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        Flushes.Add(_unflushed);
        _unflushed = 0;
        if (OnFlush is not null)
        {
            await OnFlush(cancellationToken);
        }

        return default;
    }

    public override void Complete(Exception? exception = null)
    {
    }

    public override void CancelPendingFlush()
    {
    }
}
