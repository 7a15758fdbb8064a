namespace FinCluster.Simulation.Cluster;

/// <summary>How a scaler dies.</summary>
/// <param name="From">Not before, in seconds.</param>
/// <param name="LeaseSeconds">How long it takes until another one leads.</param>
/// <param name="DiesAsking">Whether it dies at the moment when it would ask for many more replicas, and they are not asked for; else at once.</param>
internal sealed record ScalerDeath(double From, double LeaseSeconds, bool DiesAsking);
