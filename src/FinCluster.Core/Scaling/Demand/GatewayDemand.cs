using System.Collections.Immutable;

namespace FinCluster.Core.Scaling.Demand;

/// <summary>What is asked of a gateway at one moment.</summary>
/// <param name="Gateway">Names the gateway; no two that live are called alike.</param>
/// <param name="Models">Its demand for each model by the model's name, one each; models that nobody has asked for lately may be missing.</param>
public sealed record GatewayDemand(string Gateway, ImmutableArray<ModelDemand> Models);

/// <summary>What is asked of a model at one gateway.</summary>
public sealed record ModelDemand
{
    /// <summary>Gets the model's name as clients use it and the list of models shows it.</summary>
    /// <value>
    /// An alias of the catalog, whose release says which base model computes it, also when it was a tenant's default or was named with adapters; else the name of
    /// replicas that nodes have from their start.
    /// </value>
    public required string Model { get; init; }

    /// <summary>Gets the requests for the model since the gateway's start, also those that were refused for want of capacity.</summary>
    public long Requests { get; init; }

    /// <summary>Gets the answers that have ended since the gateway's start, whole or cut short; with the edge's that another one replaced.</summary>
    public long Answers { get; init; }

    /// <summary>Gets the output tokens of those answers.</summary>
    public long OutputTokens { get; init; }

    /// <summary>Gets the requests that wait for a turn now, or, while no node has the model, for a node.</summary>
    public int QueuedRequests { get; init; }

    /// <summary>Gets the requests that have their turn now, also those that wait for a node in the place of one that is lost.</summary>
    public int RunningRequests { get; init; }

    /// <summary>Gets the part of the KV cache that running requests hold, on the fullest of the model's replicas.</summary>
    /// <value>0 to 1.</value>
    public double KvPressure { get; init; }

    /// <summary>Gets the first tokens since the gateway's start by the time they took; the bounds are <see cref="FirstTokenBounds"/>.</summary>
    /// <value>One number more than there are bounds: the last is for longer times. Empty for none.</value>
    public ImmutableArray<long> FirstTokens { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>The upper bounds of times to the first token, in seconds, ascending.</summary>
    public static ImmutableArray<double> FirstTokenBounds { get; } =
        [0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10, 30];
}
