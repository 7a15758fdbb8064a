using Microsoft.Extensions.DependencyInjection;

namespace FinCluster.Gateway.Compliance.Monitoring;

/// <summary>Registers the monitors of quality.</summary>
internal static class QualityServices
{
    /// <summary>Adds the monitors.</summary>
    public static void AddQuality(this IServiceCollection services, DriftOptions drift)
    {
        services.AddOptions<DriftOptions>().Configure(drift.CopyTo).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<QualityMetrics>();
        services.AddSingleton<QualityRollback>();
        services.AddSingleton<QualityMonitor>();
        services.AddHostedService(provider => provider.GetRequiredService<QualityMonitor>());
        services.AddSingleton<QuestionSampler>();
        services.AddHostedService(provider => provider.GetRequiredService<QuestionSampler>());
        services.AddSingleton<QualityEndpoint>();
    }
}
