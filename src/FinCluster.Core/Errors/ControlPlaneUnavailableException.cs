namespace FinCluster.Core.Errors;

/// <summary>Says that the control plane did not answer. The same call can succeed when it is back.</summary>
/// <remarks>
/// A change whose answer did not come may have been made all the same: the caller learns it by looking. It is no bug, so it is not logged
/// as one.
/// </remarks>
/// <param name="message">A sentence that names the backend and holds no secret.</param>
/// <param name="inner">The cause, for the log; null when there is none.</param>
public sealed class ControlPlaneUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
