using FinCluster.Inference.Native;

namespace FinCluster.Inference.Batching;

/// <summary>Lets no more contexts compute at once than the machine has cores for, each in its turn.</summary>
/// <remarks>
/// The CPU backend's threads wait for each other by spinning, so contexts that compute at once with more threads than cores hold each other up for
/// longer than if they took turns. Turns are given in the order in which they are asked for: else a busy engine, which asks again at once,
/// would keep the others out. Thread-safe; engines wait on threads of their own.
/// </remarks>
internal sealed class DecodeGate(int places)
{
    private readonly object _gate = new();
    private long _asked;
    private long _granted = places;

    /// <summary>Makes the gate of engines with some options; on a GPU everybody may pass.</summary>
    public static DecodeGate For(LlamaEngineOptions options) => new(
        options.GpuLayers != 0 && LlamaLibrary.HasGpu() ? int.MaxValue : Math.Max(1, Environment.ProcessorCount / options.EffectiveThreads));

    /// <summary>Gets how many wait for a turn.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
            {
                return (int)Math.Max(0, _asked - _granted);
            }
        }
    }

    /// <summary>Waits for a turn.</summary>
    public void Enter()
    {
        lock (_gate)
        {
            long turn = _asked++;
            while (turn >= _granted)
            {
                Monitor.Wait(_gate);
            }
        }
    }

    /// <summary>Ends a turn.</summary>
    public void Leave()
    {
        lock (_gate)
        {
            _granted++;
            Monitor.PulseAll(_gate);
        }
    }
}
