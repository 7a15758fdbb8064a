using FinCluster.Core.Engine;

namespace FinCluster.Testing.Engine;

/// <summary>One request that a <see cref="FakeInferenceEngine"/> has got.</summary>
/// <param name="number">Which one it is, from 1.</param>
/// <param name="request">The request.</param>
public sealed class FakeCall(int number, GenerationRequest request)
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Gets which one it is, from 1.</summary>
    public int Number { get; } = number;

    /// <summary>Gets the request.</summary>
    public GenerationRequest Request { get; } = request;

    /// <summary>Gets the task that completes when the engine has let go of the request, however that came.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Gets a value indicating whether the reader left before the end; only after <see cref="Ended"/>.</summary>
    public bool WasAbandoned { get; private set; }

    internal void End(bool abandoned)
    {
        WasAbandoned = abandoned;
        _ended.TrySetResult();
    }
}
