using System.Collections.Immutable;
using Google.Protobuf.Reflection;

namespace FinCluster.Grpc.Server;

/// <summary>The services that are mapped in this host, for reflection. Services are added at start-up and read by any thread.</summary>
internal sealed class GrpcServiceRegistry
{
    private ImmutableArray<ServiceDescriptor> _services = [];

    public ImmutableArray<ServiceDescriptor> Services => _services;

    public void Add(ServiceDescriptor service) => ImmutableInterlocked.Update(ref _services, (all, one) => all.Add(one), service);
}
