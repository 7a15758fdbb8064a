namespace FinCluster.Inference;

/// <summary>An engine cannot start: its native library or its model is missing, broken or too large for the machine.</summary>
/// <param name="message">What is wrong and, where there is one, what to do about it.</param>
/// <param name="inner">The cause.</param>
public sealed class EngineStartException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Gets a value indicating whether it would start if there were more memory.</summary>
    public bool IsLackOfRoom { get; init; }
}
