using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Google.Protobuf;

namespace FinCluster.Grpc.Wire;

/// <summary>
/// Writes a sequence of messages. It flushes only when the next message is not ready, or above 16 KiB, so that a burst
/// shares frames and system calls while a lone message leaves at once.
/// </summary>
/// <param name="output">Where the messages go; the pump does not complete it.</param>
/// <param name="gzip">Whether messages may be compressed.</param>
/// <param name="begin">Called once before the first write or flush, to send the headers.</param>
internal sealed class MessagePump<T>(PipeWriter output, bool gzip, Func<CancellationToken, Task> begin)
    where T : class, IMessage<T>
{
    private const int MaxUnflushedBytes = 16 * 1024;

    private bool _begun;

    /// <summary>Gets what the sequence itself threw; null while it did not, and when it was cancelled.</summary>
    public Exception? SourceFailure { get; private set; }

    /// <summary>Writes all messages; the last ones are not flushed.</summary>
    /// <remarks>
    /// It returns or throws only when the sequence no longer runs, also when the peer is gone: whoever produces the messages
    /// works on the call, and the call must outlive that work.
    /// </remarks>
    public async Task RunAsync(IAsyncEnumerable<T> messages, CancellationToken cancellationToken)
    {
        await using IAsyncEnumerator<T> source = messages.GetAsyncEnumerator(cancellationToken);
        while (await MoveNextAsync(source, cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            await BeginAsync(cancellationToken);
            MessageWriter.Write(output, source.Current, gzip);
            if (output.UnflushedBytes > MaxUnflushedBytes)
            {
                await output.FlushAsync(cancellationToken);
            }
        }

        await BeginAsync(cancellationToken);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> MoveNextAsync(IAsyncEnumerator<T> source, CancellationToken cancellationToken)
    {
        Exception? flushFailure = null;
        bool hasNext;
        try
        {
            ValueTask<bool> next = source.MoveNextAsync();
            if (!next.IsCompleted)
            {
                flushFailure = await TryFlushAsync(cancellationToken);
            }

            hasNext = await next;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            SourceFailure = e;
            throw;
        }

        if (flushFailure is not null)
        {
            ExceptionDispatchInfo.Throw(flushFailure);
        }

        return hasNext;
    }

    /// <summary>Flushes while the sequence works on the next message. A failure is kept until the sequence has answered.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Exception?> TryFlushAsync(CancellationToken cancellationToken)
    {
        try
        {
            await BeginAsync(cancellationToken);
            await output.FlushAsync(cancellationToken);
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    private ValueTask BeginAsync(CancellationToken cancellationToken)
    {
        if (_begun)
        {
            return ValueTask.CompletedTask;
        }

        _begun = true;
        return new ValueTask(begin(cancellationToken));
    }
}
