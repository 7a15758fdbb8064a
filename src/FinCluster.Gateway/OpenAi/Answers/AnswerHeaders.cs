using FinCluster.Core.Engine;
using FinCluster.Gateway.Admission;
using FinCluster.Gateway.Chat;
using Microsoft.AspNetCore.Http;

namespace FinCluster.Gateway.OpenAi.Answers;

/// <summary>Makes the headers of answers.</summary>
internal sealed class AnswerHeaders(TimeProvider time)
{
    /// <summary>The header with the node that computes the answer; of several answers, the first.</summary>
    public const string Node = "X-FinCluster-Node";

    /// <summary>The header with the tier that answers, where there are two.</summary>
    public const string Tier = "X-FinCluster-Tier";

    /// <summary>The header with the reasons for the tier.</summary>
    public const string TierReason = "X-FinCluster-Tier-Reason";

    /// <summary>The header that says that the edge answers what central should have.</summary>
    public const string Degraded = "X-FinCluster-Degraded";

    /// <summary>Makes the header of an answer, and tells the client its id and, when it begins, its node.</summary>
    public AnswerHeader Create(HttpContext http, string prefix, AnswerGroup group)
    {
        ChatTurn turn = group.Turns[0];
        http.Response.Headers["X-Request-Id"] = turn.Id;
        RateLimitHeaders.Write(http);
        http.Response.OnStarting(() =>
        {
            Write(http.Response.Headers, turn.Started);
            return Task.CompletedTask;
        });
        return new AnswerHeader(
            prefix + turn.Id[(turn.Id.IndexOf('_', StringComparison.Ordinal) + 1)..],
            time.GetUtcNow().ToUnixTimeSeconds(),
            turn.Model,
            "fp_" + turn.Fingerprint);
    }

    private static void Write(IHeaderDictionary headers, GenerationStarted? started)
    {
        headers[Node] = started?.Node;
        headers[Tier] = started?.Tier;
        headers[TierReason] = started?.TierReason is { Length: > 0 } reason ? reason : default(Microsoft.Extensions.Primitives.StringValues);
        headers[Degraded] = started?.IsDegraded == true ? "true" : default(Microsoft.Extensions.Primitives.StringValues);
    }
}
