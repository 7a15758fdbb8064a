namespace FinCluster.LoadGenerator.Workloads;

/// <summary>What is asked, in which order: a function of its options and its seed, and of the answers where a conversation goes on.</summary>
internal interface ITrace
{
    /// <summary>Gets a value indicating whether requests share beginnings, so that their texts are worth comparing.</summary>
    bool HasReuse { get; }

    /// <summary>Gives a request, as soon as what it follows is answered. Each index is asked for once, in rising order.</summary>
    ValueTask<LoadRequest> TakeAsync(int index, CancellationToken cancellationToken);

    /// <summary>Notes the end of a request; null for one that brought no whole answer.</summary>
    void OnEnd(LoadRequest request, string? answer);
}
