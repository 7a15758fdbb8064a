using System.Collections.Immutable;
using FinCluster.Core.Catalog;

namespace FinCluster.Core.Replicas;

/// <summary>A file by its content, and where it can be had.</summary>
/// <param name="Hash">Its content.</param>
/// <param name="SizeBytes">Its size, in bytes; 0 when it is not known.</param>
/// <param name="Sources">Gateways and nodes that serve it, <c>grpc://host:port</c>, in the order in which they are asked.</param>
public sealed record ArtifactReference(ArtifactHash Hash, long SizeBytes, ImmutableArray<Uri> Sources);
