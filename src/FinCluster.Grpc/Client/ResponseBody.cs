using System.IO.Pipelines;

namespace FinCluster.Grpc.Client;

/// <summary>The body of a response as it arrives. Used by one caller.</summary>
/// <remarks>
/// The transport copies it here in one go. Asking its stream for each part instead would cost a state machine on the heap whenever the next
/// part is not there yet, which is for every token. Whoever reads goes on at once, on the thread that brought the bytes.
/// </remarks>
internal sealed class ResponseBody
{
    // Holds hundreds of streamed tokens; above it the server is made to wait by HTTP/2's flow control.
    private const int MaxUnreadBytes = 64 * 1024;

    // What the transport hands over at once.
    private const int CopyBytes = 4 * 1024;

    private readonly Pipe _pipe = new(new PipeOptions(
        readerScheduler: PipeScheduler.Inline,
        writerScheduler: PipeScheduler.Inline,
        pauseWriterThreshold: MaxUnreadBytes,
        resumeWriterThreshold: MaxUnreadBytes / 2,
        useSynchronizationContext: false));

    /// <summary>Gets the bytes to read. It ends like the response: with its end, or with the transport's exception.</summary>
    public PipeReader Reader => _pipe.Reader;

    /// <summary>Begins to copy.</summary>
    /// <param name="body">The transport's stream.</param>
    /// <param name="cancellationToken">Ends the copying.</param>
    public void Start(Stream body, CancellationToken cancellationToken) => _ = CopyAsync(body, cancellationToken);

    private async Task CopyAsync(Stream body, CancellationToken cancellationToken)
    {
        Exception? failure = null;
        try
        {
            await body.CopyToAsync(new PipeSink(_pipe.Writer), CopyBytes, cancellationToken);
        }
        catch (Exception e)
        {
            failure = e;
        }

        await _pipe.Writer.CompleteAsync(failure);
    }
}
