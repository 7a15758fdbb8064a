namespace FinCluster.Training.Runs;

/// <summary>What a training has made.</summary>
/// <param name="Path">The model file.</param>
/// <param name="Parameters">Its number of parameters.</param>
/// <param name="Steps">The steps of the whole training.</param>
/// <param name="Tokens">The tokens that were read since the start or the resumption.</param>
/// <param name="Loss">The running mean of the losses at the end, in nats per learned token.</param>
/// <param name="Elapsed">The time since the start or the resumption.</param>
public sealed record TrainingResult(string Path, int Parameters, int Steps, long Tokens, double Loss, TimeSpan Elapsed);
