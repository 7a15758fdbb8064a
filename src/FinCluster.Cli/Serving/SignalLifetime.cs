using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;

namespace FinCluster.Cli.Serving;

/// <summary>Stops a host gracefully on signals. The second signal ends the process at once.</summary>
/// <param name="application">The host.</param>
/// <param name="signals">
/// The signals to stop on; the others of the usual three are passed over. A node under a supervisor does not listen to
/// Ctrl-C: the terminal sends that to all processes at once, and the gateway has to drain before its nodes.
/// </param>
internal sealed class SignalLifetime(IHostApplicationLifetime application, params PosixSignal[] signals) : IHostLifetime, IDisposable
{
    private readonly List<PosixSignalRegistration> _registrations = [];
    private int _count;

    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        foreach (PosixSignal signal in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGQUIT])
        {
            _registrations.Add(PosixSignalRegistration.Create(signal, OnSignal));
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => _registrations.ForEach(registration => registration.Dispose());

    private void OnSignal(PosixSignalContext context)
    {
        if (!signals.Contains(context.Signal))
        {
            context.Cancel = true;
            return;
        }

        // Not cancelled a second time, so that the system's own answer to the signal ends the process.
        if (Interlocked.Increment(ref _count) == 1)
        {
            context.Cancel = true;
            application.StopApplication();
        }
    }
}
