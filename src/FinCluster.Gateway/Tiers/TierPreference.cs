using FinCluster.Core.Errors;
using Microsoft.AspNetCore.Http;

namespace FinCluster.Gateway.Tiers;

/// <summary>Where a caller wants its answer computed.</summary>
internal enum TierPreference
{
    /// <summary>Wherever it is decided.</summary>
    Auto,

    /// <summary>At the edge in any case.</summary>
    Edge,

    /// <summary>By the model that the request names, in any case.</summary>
    Central,
}

/// <summary>Reads the preference; over gRPC it is metadata of the same name.</summary>
internal static class TierPreferenceHeader
{
    /// <summary>The header.</summary>
    public const string Name = "x-fincluster-tier";

    /// <summary>Reads it.</summary>
    /// <exception cref="RequestException">It is none that there is.</exception>
    public static TierPreference Read(HttpContext http) => (string?)http.Request.Headers[Name] switch
    {
        null or "" or "auto" => TierPreference.Auto,
        "edge" => TierPreference.Edge,
        "central" => TierPreference.Central,
        _ => throw RequestException.Invalid(Name, $"{Name} must be one of auto, edge, central"),
    };
}
