using System.Buffers;

namespace FinCluster.Core.Replicas;

/// <summary>The names that a replica may be given when it is loaded. They are requests' model names, and opaque to nodes.</summary>
public static class ReplicaName
{
    /// <summary>The most characters of a name.</summary>
    public const int MaxLength = 128;

    /// <summary>What a name is made of, for messages.</summary>
    public const string Characters = "letters, digits, '-', '_', '.', '+', ':', '/' and '@'";

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.+:/@");

    /// <summary>Says whether a name may be given.</summary>
    public static bool IsValid(string? name) => name is { Length: > 0 and <= MaxLength } && !name.AsSpan().ContainsAnyExcept(Allowed);
}
