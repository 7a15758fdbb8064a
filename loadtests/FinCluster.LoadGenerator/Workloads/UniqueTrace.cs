namespace FinCluster.LoadGenerator.Workloads;

/// <summary>Questions that share nothing.</summary>
internal sealed class UniqueTrace(PromptSource prompts) : ITrace
{
    /// <inheritdoc/>
    public bool HasReuse => false;

    /// <inheritdoc/>
    public ValueTask<LoadRequest> TakeAsync(int index, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new LoadRequest(index, index, [new TraceMessage(Speaker.User, prompts.Create(index))]));

    /// <inheritdoc/>
    public void OnEnd(LoadRequest request, string? answer)
    {
    }
}
