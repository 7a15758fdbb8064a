using FinCluster.Core.Engine;

namespace FinCluster.Gateway.OpenAi.Answers;

/// <summary>OpenAI's names of the reasons why an answer ends.</summary>
internal static class FinishReasonText
{
    public static string Of(FinishReason reason) => reason switch
    {
        FinishReason.Length => "length",
        FinishReason.ContentFilter => "content_filter",
        _ => "stop",
    };
}
