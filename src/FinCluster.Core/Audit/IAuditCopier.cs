namespace FinCluster.Core.Audit;

/// <summary>Brings this machine's audit log to where a copy of it is kept. Used by one call at a time.</summary>
public interface IAuditCopier : IDisposable
{
    /// <summary>Gets how many bytes were copied since the start.</summary>
    long CopiedBytes { get; }

    /// <summary>Sends all that will not change any more here and is missing there.</summary>
    /// <exception cref="AuditCopyException">It cannot be sent now, or is refused; what was sent before stays there.</exception>
    Task CopyAsync(CancellationToken cancellationToken);
}
