namespace FinCluster.Audit.Retention;

/// <summary>How long events of a class are kept.</summary>
/// <param name="Days">Days since the event, from 1.</param>
public sealed record RetentionClass(int Days);
