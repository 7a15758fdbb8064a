using FinCluster.Core.Admission;
using FinCluster.Core.Compliance.Settings;
using FinCluster.Core.Tenants;
using FinCluster.Gateway.Dispatch;
using FinCluster.Gateway.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace FinCluster.Gateway.Tests;

/// <summary>What a test changes about a gateway before it starts.</summary>
internal sealed class GatewaySetup
{
    /// <summary>Gets or sets the clock; a test's own one does not move by itself.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>Gets how failures are carried over; short, because these tests make them.</summary>
    public DispatchOptions Dispatch { get; } = new() { RetryInterval = TimeSpan.FromMilliseconds(20) };

    /// <summary>Gets or sets how requests wait for capacity.</summary>
    public Action<AdmissionOptions> Admission { get; set; } = _ => { };

    /// <summary>Gets or sets which tenants there are before the gateway starts.</summary>
    public Func<ITenantDirectory, Task> Tenants { get; set; } = _ => Task.CompletedTask;

    /// <summary>Gets how the gateway serves; without guards, masks and labels, so that tests see the model's own tokens as they come.</summary>
    public GatewayOptions Gateway { get; } = new() { Http = AnyPort, Grpc = AnyPort, Compliance = ComplianceConfiguration.Off };

    /// <summary>Gets or sets what is added to the services.</summary>
    public Action<IServiceCollection> Services { get; set; } = _ => { };

    private static Core.Hosting.ListenAddress AnyPort => new(System.Net.IPAddress.Loopback, 0);
}
