using System.Diagnostics;
using System.Globalization;
using FinCluster.Core.Hosting;

namespace FinCluster.Testing.Processes;

/// <summary>A real process of a test. It is killed with its children when it is disposed.</summary>
public sealed class ChildProcess : IAsyncDisposable
{
    private const int KeptLines = 200;

    private readonly Process _process;
    private readonly Lock _gate = new();
    private readonly Queue<string> _lines = new();
    private readonly List<string> _output = [];
    private readonly TaskCompletionSource<ReadyLine> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<(Func<string, bool> Wanted, TaskCompletionSource<string> Found)> _watches = [];

    private ChildProcess(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => OnLine(line.Data, isOutput: true);
        _process.ErrorDataReceived += (_, line) => OnLine(line.Data, isOutput: false);
    }

    /// <summary>Gets the process id.</summary>
    public int Id => _process.Id;

    /// <summary>Gets the exit code, once it has ended.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>Gets what it wrote to standard output.</summary>
    public IReadOnlyList<string> Output
    {
        get
        {
            lock (_gate)
            {
                return [.. _output];
            }
        }
    }

    /// <summary>Gets the last lines that it wrote, for failure messages.</summary>
    public string LastLines
    {
        get
        {
            lock (_gate)
            {
                return string.Join(Environment.NewLine, _lines);
            }
        }
    }

    /// <summary>Starts a program.</summary>
    public static ChildProcess Start(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null, string? input = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            StandardInputEncoding = new System.Text.UTF8Encoding(false),
        };
        foreach ((string name, string? value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[name] = value;
        }

        var child = new ChildProcess(start);
        child._process.Start();
        child._process.BeginOutputReadLine();
        child._process.BeginErrorReadLine();
        child._process.StandardInput.Write(input ?? "");
        child._process.StandardInput.Close();
        return child;
    }

    /// <summary>Starts a program, waits until it ends and returns it.</summary>
    public static async Task<ChildProcess> RunAsync(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null, string? input = null)
    {
        ChildProcess child = Start(program, arguments, environment, input);
        await child.WaitForExitAsync();
        return child;
    }

    /// <summary>Waits for the READY line.</summary>
    public async Task<ReadyLine> WaitUntilReadyAsync()
    {
        Task exited = _process.WaitForExitAsync();
        Task first = await Task.WhenAny(_ready.Task, exited, Task.Delay(TestTimeouts.Default, TimeProvider.System));
        return first == _ready.Task
            ? await _ready.Task
            : throw new InvalidOperationException($"the process is not ready{Environment.NewLine}{LastLines}");
    }

    /// <summary>Waits for a line of either output; lines that came before count.</summary>
    public async Task<string> WaitForLineAsync(Func<string, bool> wanted)
    {
        var found = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_lines.FirstOrDefault(wanted) is { } line)
            {
                return line;
            }

            _watches.Add((wanted, found));
        }

        try
        {
            return await found.Task.WaitAsync(TestTimeouts.Default);
        }
        catch (TimeoutException e)
        {
            throw new InvalidOperationException($"the line did not come{Environment.NewLine}{LastLines}", e);
        }
    }

    /// <summary>Waits until it has ended.</summary>
    public async Task WaitForExitAsync()
    {
        try
        {
            await _process.WaitForExitAsync().WaitAsync(TestTimeouts.Default);
        }
        catch (TimeoutException e)
        {
            throw new InvalidOperationException($"the process does not end{Environment.NewLine}{LastLines}", e);
        }
    }

    /// <summary>Sends a signal, for example TERM, KILL, STOP or CONT.</summary>
    public Task SignalAsync(string signal) => Signals.SendAsync(Id, signal);

    /// <summary>Gets the ids of its child processes.</summary>
    public IReadOnlyList<int> ChildIds() => Signals.ChildrenOf(Id);

    public async ValueTask DisposeAsync()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }

        _process.Dispose();
    }

    public override string ToString() => _process.Id.ToString(CultureInfo.InvariantCulture);

    private void OnLine(string? line, bool isOutput)
    {
        if (line is null)
        {
            return;
        }

        lock (_gate)
        {
            if (isOutput)
            {
                _output.Add(line);
            }

            _lines.Enqueue(line);
            if (_lines.Count > KeptLines)
            {
                _lines.Dequeue();
            }

            foreach ((Func<string, bool> wanted, TaskCompletionSource<string> found) in _watches)
            {
                if (wanted(line))
                {
                    found.TrySetResult(line);
                }
            }
        }

        if (isOutput && ReadyLine.TryParse(line) is { } ready)
        {
            _ready.TrySetResult(ready);
        }
    }
}
