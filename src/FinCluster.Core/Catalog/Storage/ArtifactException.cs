using FinCluster.Core.Errors;

namespace FinCluster.Core.Catalog.Storage;

/// <summary>What is wrong with a file of a store.</summary>
public enum ArtifactProblem
{
    /// <summary>It is not there.</summary>
    Missing,

    /// <summary>Its content is not what its hash says.</summary>
    Corrupt,

    /// <summary>It is larger than the store takes.</summary>
    TooLarge,

    /// <summary>There is no room for it: what is there is in use.</summary>
    Full,

    /// <summary>What is asked for lies outside of it, or what was sent does.</summary>
    OutOfRange,

    /// <summary>The store cannot be read or written.</summary>
    Unavailable,
}

/// <summary>Says what is wrong with a file of a store. It never means a bug.</summary>
/// <param name="problem">What is wrong.</param>
/// <param name="hash">The file.</param>
/// <param name="message">A sentence for whoever asked.</param>
/// <param name="inner">The cause; null when there is none.</param>
public sealed class ArtifactException(ArtifactProblem problem, ArtifactHash hash, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Gets what is wrong.</summary>
    public ArtifactProblem Problem { get; } = problem;

    /// <summary>Gets the file.</summary>
    public ArtifactHash Hash { get; } = hash;

    /// <summary>Says the same to a caller of another process.</summary>
    public RequestException ToRequest()
    {
        ErrorCode code = Problem switch
        {
            ArtifactProblem.Corrupt or ArtifactProblem.OutOfRange => ErrorCode.ArtifactCorrupt,
            ArtifactProblem.Full or ArtifactProblem.TooLarge => ErrorCode.NoRoom,
            _ => ErrorCode.ArtifactUnavailable,
        };
        return new RequestException(code, Message, inner: this);
    }
}
