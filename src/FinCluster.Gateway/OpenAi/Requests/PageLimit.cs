using System.Globalization;
using FinCluster.Core.Errors;
using Microsoft.AspNetCore.Http;

namespace FinCluster.Gateway.OpenAi.Requests;

/// <summary>Reads how many entries of a list a request asks for: <c>?limit=n</c>.</summary>
internal static class PageLimit
{
    /// <summary>Reads it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="absent">What counts when it says nothing.</param>
    /// <param name="most">The most that it may ask for.</param>
    /// <exception cref="RequestException">It is no integer between 1 and the most.</exception>
    public static int Read(HttpRequest request, int absent, int most) => (string?)request.Query["limit"] switch
    {
        null => absent,
        string limit when int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out int size) && size >= 1 && size <= most => size,
        _ => throw RequestException.Invalid("limit", $"limit must be an integer between 1 and {most}"),
    };
}
