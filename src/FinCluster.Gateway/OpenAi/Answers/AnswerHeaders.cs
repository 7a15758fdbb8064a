using FinCluster.Gateway.Admission;
using FinCluster.Gateway.Chat;
using Microsoft.AspNetCore.Http;

namespace FinCluster.Gateway.OpenAi.Answers;

/// <summary>Makes the headers of answers.</summary>
internal sealed class AnswerHeaders(TimeProvider time)
{
    /// <summary>The header with the node that computes the answer; of several answers, the first.</summary>
    public const string Node = "X-FinCluster-Node";

    /// <summary>Makes the header of an answer, and tells the client its id and, when it begins, its node.</summary>
    public AnswerHeader Create(HttpContext http, string prefix, AnswerGroup group)
    {
        ChatTurn turn = group.Turns[0];
        http.Response.Headers["X-Request-Id"] = turn.Id;
        RateLimitHeaders.Write(http);
        http.Response.OnStarting(() =>
        {
            http.Response.Headers[Node] = turn.Node;
            return Task.CompletedTask;
        });
        return new AnswerHeader(
            prefix + turn.Id[(turn.Id.IndexOf('_', StringComparison.Ordinal) + 1)..],
            time.GetUtcNow().ToUnixTimeSeconds(),
            turn.Model,
            "fp_" + turn.Fingerprint);
    }
}
