using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Extensions.Logging;

namespace FinCluster.Inference.Native;

/// <summary>Carries libllama's log into ours. One for the process, because libllama has one log.</summary>
/// <remarks>libllama calls back on any thread, so everything here is under one lock. It never calls into libllama.</remarks>
internal static partial class NativeLog
{
    private const int KeptErrors = 8;

    private static readonly Lock Gate = new();
    private static readonly StringBuilder Line = new();
    private static readonly Queue<string> Errors = new();
    private static ILogger? _logger;
    private static NativeLogLevel _lineLevel;

    private enum NativeLogLevel
    {
        None,
        Debug,
        Info,
        Warning,
        Error,
        Continued,
    }

    /// <summary>Sends libllama's log to <paramref name="logger"/>.</summary>
    public static unsafe void Attach(ILogger logger)
    {
        lock (Gate)
        {
            _logger = logger;
        }

        NativeMethods.llama_log_set(&OnMessage, null);
    }

    /// <summary>Takes the last error lines, oldest first. They explain a null that libllama has just returned.</summary>
    public static string TakeErrors()
    {
        lock (Gate)
        {
            string text = string.Join("; ", Errors);
            Errors.Clear();
            return text;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static unsafe void OnMessage(int level, byte* text, void* userData)
    {
        string message = Marshal.PtrToStringUTF8((nint)text) ?? "";
        lock (Gate)
        {
            if ((NativeLogLevel)level != NativeLogLevel.Continued)
            {
                FlushLine_NeedsLock();
                _lineLevel = (NativeLogLevel)level;
            }

            Line.Append(message);
            if (message.EndsWith('\n'))
            {
                FlushLine_NeedsLock();
            }
        }
    }

    private static void FlushLine_NeedsLock()
    {
        string line = Line.ToString().Trim();
        Line.Clear();
        if (line.Length == 0)
        {
            return;
        }

        if (_lineLevel == NativeLogLevel.Error)
        {
            Errors.Enqueue(line);
            if (Errors.Count > KeptErrors)
            {
                Errors.Dequeue();
            }
        }

        if (_logger is { } logger)
        {
            Write(logger, line);
        }
    }

    // libllama is talkative at "info"; what an operator wants of that is in our own start-up line.
    private static void Write(ILogger logger, string line)
    {
        switch (_lineLevel)
        {
            case NativeLogLevel.Error:
                LogError(logger, line);
                break;
            case NativeLogLevel.Warning:
                LogWarning(logger, line);
                break;
            default:
                LogDebug(logger, line);
                break;
        }
    }

    [LoggerMessage(3001, LogLevel.Debug, "libllama: {Line}")]
    private static partial void LogDebug(ILogger logger, string line);

    [LoggerMessage(3002, LogLevel.Debug, "libllama warns: {Line}")]
    private static partial void LogWarning(ILogger logger, string line);

    [LoggerMessage(3003, LogLevel.Error, "libllama: {Line}")]
    private static partial void LogError(ILogger logger, string line);
}
