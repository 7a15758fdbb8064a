using System.Collections.Immutable;

namespace FinCluster.Core.Replicas;

/// <summary>A replica with its files on this machine, whose contents are known to be what the references say.</summary>
/// <param name="Spec">What it is made of.</param>
/// <param name="BasePath">The base's file; null when the loader has it already.</param>
/// <param name="AdapterPaths">The adapters' files, in the order of the replica's adapters.</param>
public sealed record ReplicaFiles(ReplicaSpec Spec, string? BasePath, ImmutableArray<string> AdapterPaths)
{
    /// <summary>Gets the chat template's file; null for the base's own template.</summary>
    public string? TemplatePath { get; init; }
}
