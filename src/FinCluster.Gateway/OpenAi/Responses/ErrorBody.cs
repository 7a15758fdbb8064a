using FinCluster.Core.Errors;

namespace FinCluster.Gateway.OpenAi.Responses;

/// <summary>OpenAI's error object.</summary>
internal sealed record ErrorBody(ErrorBody.Detail Error)
{
    public static ErrorBody Of(RequestException error) =>
        new(new Detail(error.Message, error.Kind.OpenAiType, error.Parameter, error.Kind.Name));

    internal sealed record Detail(string Message, string Type, string? Param, string Code);
}
