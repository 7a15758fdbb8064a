namespace FinCluster.Inference.Adapters;

/// <summary>An adapter that is to be loaded.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Path">Its GGUF file.</param>
/// <param name="Scale">How strongly it acts, within the range of <c>AdapterScale</c>.</param>
/// <param name="Hash">The SHA-256 of the file, lower-case hex, when it is known to be that; else null, and it is computed.</param>
public sealed record AdapterFile(string Name, string Path, float Scale, string? Hash = null);
