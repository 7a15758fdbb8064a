using System.Security.Cryptography;
using System.Text.Json;
using FinCluster.Core.Compliance.Guard;
using FinCluster.Core.Errors;
using FinCluster.Core.Text;
using FinCluster.Gateway.Admission;
using FinCluster.Gateway.Classification;
using FinCluster.Gateway.Hosting;
using FinCluster.Gateway.OpenAi.Requests;
using FinCluster.Gateway.OpenAi.Responses;
using Microsoft.AspNetCore.Http;

namespace FinCluster.Gateway.OpenAi.Endpoints;

/// <summary>POST /v1/moderations: OpenAI's shape, the product's own categories, and what else is known of a question.</summary>
internal sealed class ModerationsEndpoint(QuestionClassifier classifier)
{
    public async Task HandleAsync(HttpContext http)
    {
        string[] texts;
        using (JsonDocument document = await JsonBody.ReadAsync(http.Request, http.RequestAborted))
        {
            texts = ReadInput(new JsonFields(document.RootElement, ""));
        }

        Classification.Classification found = await classifier.ClassifyAsync(Caller.Of(http), texts, http.RequestAborted);
        RateLimitHeaders.Write(http);
        await JsonResponse.WriteAsync(http.Response, StatusCodes.Status200OK, new ModerationList(
            "modr-" + RandomNumberGenerator.GetHexString(32, lowercase: true), found.Source, [.. found.Questions.Select(ToObject)]));
    }

    // A text, a list of texts, or a list of parts of type text, each of which is judged for itself.
    private static string[] ReadInput(in JsonFields body)
    {
        JsonElement value = body.Find("input") ?? throw body.Missing("input");
        return value.ValueKind == JsonValueKind.String
            ? [JsonFields.ReadString(value, "input")]
            : [.. body.Array("input")!.Select((item, index) => ReadItem(item, $"input[{index}]"))];
    }

    private static string ReadItem(JsonElement item, string path)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            return JsonFields.ReadString(item, path);
        }

        var part = new JsonFields(item, path);
        return part.String("type") == "text"
            ? part.String("text") ?? throw part.Missing("text")
            : throw new RequestException(ErrorCode.Unsupported, "only parts of type 'text' can be judged", path);
    }

    private static ModerationObject ToObject(QuestionClass question) => new(
        question.Verdict.Action == GuardAction.Refuse,
        Enum.GetValues<GuardCategory>().ToDictionary(
            EnumNames.Of, category => question.Verdict.Action == GuardAction.Refuse && question.ScoreOf(category) > 0),
        Enum.GetValues<GuardCategory>().ToDictionary(EnumNames.Of, category => Math.Round(question.ScoreOf(category), 4)),
        EnumNames.Of(question.Verdict.Action),
        [.. question.Verdict.Findings.Select(finding => finding.Rule)],
        EnumNames.Of(question.Intent),
        EnumNames.Of(question.Tier.Line),
        EnumNames.Of(question.Tier.Tier),
        Math.Round(question.Tier.Probability, 4));
}
