using System.Collections.Immutable;

namespace FinCluster.Simulation.Reports;

/// <summary>How the measured days went, in equal steps.</summary>
/// <param name="StepMinutes">How long a step is.</param>
/// <param name="RequestsPerSecond">What was asked, means.</param>
/// <param name="Needed">The replicas that were needed.</param>
/// <param name="Policies">The policies.</param>
public sealed record SimulationSeries(
    int StepMinutes, ImmutableArray<double> RequestsPerSecond, ImmutableArray<double> Needed, ImmutableArray<PolicySeries> Policies);

/// <summary>How the measured days went under a policy.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="Ready">The replicas that took requests, means.</param>
/// <param name="Paid">The replicas that were paid for, means.</param>
/// <param name="Late">The share of requests whose first token did not come in time.</param>
public sealed record PolicySeries(string Policy, ImmutableArray<double> Ready, ImmutableArray<double> Paid, ImmutableArray<double> Late);
