using FinCluster.Core.Scaling.Demand;
using FinCluster.Gateway.Scaling;
using FinCluster.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace FinCluster.Gateway.Tests.Scaling;

/// <summary>Reads what a gateway counts as its demand.</summary>
internal static class DemandCalls
{
    /// <summary>Gets the counts of a model; those of nothing for one that nobody has asked for.</summary>
    public static ModelDemand Demand(this RunningGateway gateway, string model) =>
        gateway.Services.GetRequiredService<DemandCounters>().Read().FirstOrDefault(demand => demand.Model == model) ?? new ModelDemand { Model = model };

    /// <summary>Gets the names under which something is counted.</summary>
    public static IEnumerable<string> DemandNames(this RunningGateway gateway) =>
        gateway.Services.GetRequiredService<DemandCounters>().Read().Select(demand => demand.Model);

    /// <summary>Gets a model's requests, answers and output tokens.</summary>
    public static (long Requests, long Answers, long Tokens) Counts(this ModelDemand demand) => (demand.Requests, demand.Answers, demand.OutputTokens);

    /// <summary>Waits until so many requests for a model wait and run.</summary>
    public static Task WaitForDemandAsync(this RunningGateway gateway, string model, int queued, int running) => Eventually.IsTrueAsync(
        () => gateway.Demand(model) is { } demand && demand.QueuedRequests == queued && demand.RunningRequests == running);
}
