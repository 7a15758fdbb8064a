using System.ComponentModel.DataAnnotations;
using FinCluster.Core.Compliance.Settings;
using FinCluster.Core.Hosting;
using FinCluster.Core.Routing;
using FinCluster.Gateway.Admin;
using FinCluster.Gateway.Compliance.Copies;
using FinCluster.Gateway.Compliance.Monitoring;
using FinCluster.Gateway.Tiers;

namespace FinCluster.Gateway.Hosting;

/// <summary>How a gateway serves.</summary>
public sealed class GatewayOptions
{
    /// <summary>Gets or sets where the OpenAI API is served.</summary>
    [Required]
    public ListenAddress Http { get; set; } = new(System.Net.IPAddress.Loopback, 8080);

    /// <summary>Gets or sets where gRPC is served. It needs a port of its own: cleartext HTTP/2 cannot share one with HTTP/1.1.</summary>
    [Required]
    public ListenAddress Grpc { get; set; } = new(System.Net.IPAddress.Loopback, 8081);

    /// <summary>Gets or sets whether callers of other machines are served although no tenant is defined.</summary>
    /// <value>Default false: a listener that other machines reach then refuses to start.</value>
    public bool AllowAnonymous { get; set; }

    /// <summary>Gets or sets whether every caller is the local tenant, whatever tenants are defined: for a server that lives within one command.</summary>
    /// <value>Default false.</value>
    public bool IgnoreTenants { get; set; }

    /// <summary>Gets or sets the key by which administrators show to be such.</summary>
    /// <value>Default null: callers on the gateway's own machine are administrators, and nobody else is.</value>
    public AdminKey? AdminKey { get; set; }

    /// <summary>Gets or sets the keys of the sites that send copies of their audit logs.</summary>
    /// <value>Default null: none does.</value>
    public SiteKeys? SiteKeys { get; set; }

    /// <summary>Gets or sets how long a draining gateway waits for the answers that it has begun.</summary>
    /// <value>Default 30 seconds. Range 0 to 1 hour.</value>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets which policies choose the replica of a request.</summary>
    [Required]
    public RoutingOptions Routing { get; set; } = new();

    /// <summary>Gets or sets how requests are divided between the edge and central nodes.</summary>
    [Required]
    public TierOptions Tiers { get; set; } = new();

    /// <summary>Gets or sets what is done to questions and answers, tenant by tenant.</summary>
    /// <value>Default <see cref="ComplianceConfiguration.Default"/>.</value>
    [Required]
    public ComplianceConfiguration Compliance { get; set; } = ComplianceConfiguration.Default;

    /// <summary>Gets or sets what gives a new configuration when there is one, null else, and throws <see cref="FormatException"/> for one that is wrong.</summary>
    /// <value>Default null: it stays as it is.</value>
    public Func<ComplianceConfiguration?>? ReloadCompliance { get; set; }

    /// <summary>Gets or sets how the quality of answers is watched.</summary>
    [Required]
    public DriftOptions Drift { get; set; } = new();

    /// <summary>Gets or sets the models that there are although no node may have them now: requests for them wait for a node.</summary>
    /// <value>
    /// Default none. Names of replicas as nodes have them from their start; aliases of the catalog need not be named, and no more those that this gateway
    /// has seen on a node.
    /// </value>
    [Required]
    public IReadOnlyList<string> ScalesFromZero { get; set; } = [];

    /// <summary>Gets or sets the largest request body.</summary>
    /// <value>Default 32 MiB, in bytes. Range 1 KiB to 32 MiB, which nodes read as well.</value>
    [Range(1024, 32 * 1024 * 1024)]
    public int MaxRequestBytes { get; set; } = 32 * 1024 * 1024;
}
