using System.Globalization;
using FinCluster.Core.Errors;
using FinCluster.Core.Tenants;
using FinCluster.Gateway.Tenants;
using Microsoft.AspNetCore.Http;

namespace FinCluster.Gateway.Admission;

/// <summary>Reads what a request says about its urgency; over gRPC the class is metadata of the same name.</summary>
internal static class RequestHeaders
{
    /// <summary>The header with the class.</summary>
    public const string Class = "x-fincluster-class";

    /// <summary>The header with the time for the whole answer, in milliseconds; HTTP only, as gRPC has deadlines of its own.</summary>
    public const string Timeout = "x-fincluster-timeout-ms";

    private const int MaxTimeoutMs = 3_600_000;

    /// <summary>Reads the class: the tenant's own, or the one that is asked for.</summary>
    /// <exception cref="RequestException">There is no such class, or the tenant may not use it.</exception>
    public static SloClass ReadClass(HttpContext http, RequestCaller caller)
    {
        if ((string?)http.Request.Headers[Class] is not { Length: > 0 } text)
        {
            return caller.Limits.DefaultClass;
        }

        if (!SloClassText.TryParse(text, out SloClass value))
        {
            throw RequestException.Invalid(Class, $"{Class} must be one of {SloClassText.All}");
        }

        return value >= caller.Limits.HighestClass
            ? value
            : throw RequestException.Invalid(
                Class, $"{Class} is {SloClassText.Format(value)}, but the tenant's highest class is {SloClassText.Format(caller.Limits.HighestClass)}");
    }

    /// <summary>Reads the time for the whole answer; null for no limit.</summary>
    /// <exception cref="RequestException">It is no time.</exception>
    public static TimeSpan? ReadTimeout(HttpContext http) => (string?)http.Request.Headers[Timeout] switch
    {
        null or "" => null,
        string text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int ms) && ms is >= 1 and <= MaxTimeoutMs =>
            TimeSpan.FromMilliseconds(ms),
        _ => throw RequestException.Invalid(Timeout, $"{Timeout} must be an integer between 1 and {MaxTimeoutMs}"),
    };
}
