namespace FinCluster.Training.Runs;

/// <summary>How far a training is.</summary>
/// <param name="Step">Steps made.</param>
/// <param name="Steps">Steps of the whole training.</param>
/// <param name="Loss">The mean loss of the step, in nats per learned token.</param>
/// <param name="MeanLoss">The running mean of the losses.</param>
/// <param name="TokensPerSecond">Tokens read per second since the start or the resumption.</param>
/// <param name="Elapsed">The time since the start or the resumption.</param>
/// <param name="Remaining">The time until the end, at the speed so far.</param>
public sealed record TrainingProgress(
    int Step, int Steps, double Loss, double MeanLoss, double TokensPerSecond, TimeSpan Elapsed, TimeSpan Remaining);
