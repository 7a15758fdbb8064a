namespace FinCluster.Core.Audit;

/// <summary>Events cannot be written: the disk is full or broken, or more came than it takes.</summary>
public sealed class AuditUnavailableException : Exception
{
    /// <param name="message">A sentence for the log.</param>
    /// <param name="innerException">What the disk said.</param>
    public AuditUnavailableException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
