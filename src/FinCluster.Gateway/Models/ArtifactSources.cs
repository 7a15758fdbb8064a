using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using FinCluster.Core.Catalog;
using FinCluster.Core.Catalog.Deployment;
using FinCluster.Core.Fleet;
using FinCluster.Core.Replicas;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace FinCluster.Gateway.Models;

/// <summary>Says where a node gets the files of a replica: from other nodes that have them, and from this gateway. Thread-safe.</summary>
/// <param name="server">Tells where this gateway listens.</param>
internal sealed class ArtifactSources(IServer server)
{
    // A few, so that the nodes of a large fleet do not all ask the same one.
    private const int MaxPeers = 4;

    /// <summary>Gets what a node has to show to read files from this gateway: the callers of its port are not only nodes.</summary>
    public string Token { get; } = RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>Describes a replica for the node that is to load it.</summary>
    public ReplicaSpec Spec(CatalogSnapshot catalog, FleetSnapshot fleet, ReplicaLoadOrder order) => new()
    {
        Name = order.Content.Name,
        Base = Reference(catalog, fleet, order, order.Release.Base),
        Adapters = [.. ReplicaContent.AdaptersOf(order.Release).Select(use => new AdapterReference(
            Reference(catalog, fleet, order, use.Adapter), (float)use.Scale) { Name = catalog.FindArtifact(use.Adapter)?.Name ?? "" })],
        Template = order.Release.ChatTemplate is { } template ? Reference(catalog, fleet, order, template) : null,
    };

    private static bool Has(FleetNode node, ArtifactHash hash) => node.Models.Any(
        model => model.ContentHash == hash.Value || model.TemplateHash == hash.Value || model.AdapterStack.Any(adapter => adapter.ContentHash == hash.Value));

    private static Uri ToSource(Uri address) => new($"grpc://{address.Authority}");

    /// <summary>Finds out by which of this machine's addresses another one is reached; nothing is sent.</summary>
    private static IPAddress LocalAddressTo(Uri node)
    {
        using var socket = new Socket(SocketType.Dgram, ProtocolType.Udp);
        socket.Connect(node.Host, node.Port);
        return ((IPEndPoint)socket.LocalEndPoint!).Address;
    }

    private ArtifactReference Reference(CatalogSnapshot catalog, FleetSnapshot fleet, ReplicaLoadOrder order, ArtifactHash hash)
    {
        FleetNode[] peers = [.. fleet.Nodes.Where(node => node.Id != order.Node.Id && Has(node, hash))];
        Random.Shared.Shuffle(peers);
        ImmutableArray<Uri> from = [.. peers.Take(MaxPeers).Select(node => ToSource(node.Address)), Own(order.Node)];
        return new ArtifactReference(hash, catalog.FindArtifact(hash)?.Bytes ?? 0, from);
    }

    private Uri Own(FleetNode node)
    {
        // gRPC is the second of the two listeners, and the only one that speaks HTTP/2.
        var listens = new Uri(server.Features.Get<IServerAddressesFeature>()!.Addresses.Last());
        bool isAny = IPAddress.TryParse(listens.Host.Trim('[', ']'), out IPAddress? address)
            && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any));
        if (!isAny)
        {
            return new Uri($"grpc://{Token}@{listens.Authority}");
        }

        IPAddress local = LocalAddressTo(node.Address);
        IPAddress plain = local.IsIPv4MappedToIPv6 ? local.MapToIPv4() : local;
        return new Uri($"grpc://{Token}@{new IPEndPoint(plain, listens.Port)}");
    }
}
