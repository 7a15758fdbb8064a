namespace FinCluster.Core.Audit;

/// <summary>The audit log cannot be copied: who keeps the copy is away, or refuses what is sent.</summary>
public sealed class AuditCopyException : Exception
{
    /// <param name="message">A sentence for the log.</param>
    /// <param name="isRefused">Whether sending it again cannot help.</param>
    /// <param name="innerException">What happened.</param>
    public AuditCopyException(string message, bool isRefused, Exception? innerException = null)
        : base(message, innerException) => IsRefused = isRefused;

    /// <summary>Gets a value indicating whether sending it again cannot help.</summary>
    public bool IsRefused { get; }
}
