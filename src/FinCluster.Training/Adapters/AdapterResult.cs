namespace FinCluster.Training.Adapters;

/// <summary>An adapter that was made.</summary>
/// <param name="Path">The file.</param>
/// <param name="Bytes">Its size, in bytes.</param>
/// <param name="Steps">The steps of its training.</param>
/// <param name="Loss">The running mean of the losses at the end, in nats per learned token.</param>
/// <param name="Change">How far it moves the model.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record AdapterResult(string Path, long Bytes, int Steps, double Loss, AdapterChange Change, TimeSpan Elapsed);
