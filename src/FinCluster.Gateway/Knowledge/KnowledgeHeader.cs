using FinCluster.Core.Errors;
using Microsoft.AspNetCore.Http;

namespace FinCluster.Gateway.Knowledge;

/// <summary>Reads whether a caller wants its answer from what the release knows; over gRPC it is metadata of the same name.</summary>
internal static class KnowledgeHeader
{
    /// <summary>The header.</summary>
    public const string Name = "x-fincluster-knowledge";

    /// <summary>Reads it.</summary>
    /// <exception cref="RequestException">It is none that there is.</exception>
    public static bool Read(HttpContext http) => (string?)http.Request.Headers[Name] switch
    {
        null or "" or "auto" => true,
        "none" => false,
        _ => throw RequestException.Invalid(Name, $"{Name} must be one of auto, none"),
    };
}
