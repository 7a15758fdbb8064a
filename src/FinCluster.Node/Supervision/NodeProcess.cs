using System.ComponentModel;
using System.Diagnostics;
using FinCluster.Core.Hosting;

namespace FinCluster.Node.Supervision;

/// <summary>One child process that runs the node role. Its output goes to a sink, line by line, but for the READY line.</summary>
internal sealed class NodeProcess : IDisposable
{
    private const int KeptLines = 20;

    private readonly Process _process;
    private readonly Action<string> _output;
    private readonly Lock _gate = new();
    private readonly Queue<string> _lastLines = new();
    private readonly TaskCompletionSource<ReadyLine> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private NodeProcess(Process process, Action<string> output)
    {
        _process = process;
        _output = output;
        _process.OutputDataReceived += (_, line) => OnLine(line.Data);
        _process.ErrorDataReceived += (_, line) => OnLine(line.Data);
    }

    public int Id => _process.Id;

    /// <summary>Gets how the process ended, for people; only after it has.</summary>
    public string ExitDescription => _process.ExitCode switch
    {
        > 128 and <= 128 + 64 => $"killed by signal {_process.ExitCode - 128}",
        int code => $"exit code {code}",
    };

    /// <summary>Starts the program.</summary>
    /// <exception cref="NodeStartException">The program cannot be started.</exception>
    public static NodeProcess Start(NodeProcessOptions options)
    {
        var start = new ProcessStartInfo(options.FileName, options.Arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        foreach (string variable in options.WithheldVariables)
        {
            start.Environment.Remove(variable);
        }

        var node = new NodeProcess(new Process { StartInfo = start }, options.Output);
        try
        {
            node._process.Start();
        }
        catch (Win32Exception e)
        {
            node.Dispose();
            throw new NodeStartException($"{options.FileName} does not start: {e.Message}", e);
        }

        // Nothing is ever written to it, and a child must not read what is typed at our terminal.
        node._process.StandardInput.Close();
        node._process.BeginOutputReadLine();
        node._process.BeginErrorReadLine();
        return node;
    }

    /// <summary>Waits until the node takes traffic.</summary>
    /// <exception cref="NodeStartException">It ended first, or takes too long.</exception>
    public async Task<ReadyLine> WaitUntilReadyAsync(TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        Task exited = _process.WaitForExitAsync(cancellationToken);
        try
        {
            await Task.WhenAny(_ready.Task, exited).WaitAsync(timeout, time, cancellationToken);
        }
        catch (TimeoutException e)
        {
            throw new NodeStartException($"the node was not ready after {timeout.TotalSeconds:F0} s{LastWords()}", e);
        }

        cancellationToken.ThrowIfCancellationRequested();
        return _ready.Task.IsCompleted
            ? await _ready.Task
            : throw new NodeStartException($"the node ended before it was ready ({ExitDescription}){LastWords()}");
    }

    public Task WaitForExitAsync(CancellationToken cancellationToken) => _process.WaitForExitAsync(cancellationToken);

    /// <summary>Ends the process at once, if it still runs.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself in the meantime.
        }
    }

    public void Dispose() => _process.Dispose();

    private void OnLine(string? line)
    {
        if (line is null)
        {
            return;
        }

        if (ReadyLine.TryParse(line) is { } ready)
        {
            _ready.TrySetResult(ready);
            return;
        }

        lock (_gate)
        {
            _lastLines.Enqueue(line);
            if (_lastLines.Count > KeptLines)
            {
                _lastLines.Dequeue();
            }
        }

        _output(line);
    }

    private string LastWords()
    {
        lock (_gate)
        {
            return _lastLines.Count == 0 ? "" : ":" + Environment.NewLine + string.Join(Environment.NewLine, _lastLines);
        }
    }
}
