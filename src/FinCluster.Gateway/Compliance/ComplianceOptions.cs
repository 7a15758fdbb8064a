using FinCluster.Core.Compliance.Settings;

namespace FinCluster.Gateway.Compliance;

/// <summary>What a gateway does to questions and answers.</summary>
public sealed class ComplianceOptions
{
    /// <summary>Gets or sets what is done, tenant by tenant.</summary>
    /// <value>Default <see cref="ComplianceConfiguration.Default"/>.</value>
    public ComplianceConfiguration Configuration { get; set; } = ComplianceConfiguration.Default;
}
