using FinCluster.Core.Fleet;

namespace FinCluster.Node.Fleet;

/// <summary>How a node is known to gateways on other machines.</summary>
/// <param name="Id">Its id, another one after each start.</param>
/// <param name="AdvertisedAddress">Where gateways reach it, as host:port; null for the address that it listens at.</param>
/// <param name="Tier">Where it stands.</param>
public sealed record NodeIdentity(NodeId Id, string? AdvertisedAddress, NodeTier Tier);
