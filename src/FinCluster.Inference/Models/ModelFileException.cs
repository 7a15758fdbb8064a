namespace FinCluster.Inference.Models;

/// <summary>Says that a model or adapter file cannot be used. It is the file's fault, not the server's.</summary>
/// <param name="path">The file.</param>
/// <param name="reason">What is wrong, without a full stop.</param>
/// <param name="inner">The cause; null when there is none.</param>
public sealed class ModelFileException(string path, string reason, Exception? inner = null)
    : Exception($"The model file '{path}' cannot be used: {reason}.", inner)
{
    /// <summary>Gets the file.</summary>
    public string Path { get; } = path;

    /// <summary>Gets what is wrong, without a full stop.</summary>
    public string Reason { get; } = reason;
}
