namespace FinCluster.Core.Engine;

/// <summary>An adapter of a replica.</summary>
/// <param name="Name">What people call it; its hash when nobody named it.</param>
/// <param name="ContentHash">The SHA-256 of its file, lower-case hex.</param>
/// <param name="Scale">How strongly it acts: 1 as it was trained, 0 not at all.</param>
public sealed record AdapterInfo(string Name, string ContentHash, float Scale);
