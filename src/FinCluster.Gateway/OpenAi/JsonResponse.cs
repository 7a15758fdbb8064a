using System.Text.Json;
using FinCluster.Gateway.OpenAi.Responses;
using Microsoft.AspNetCore.Http;

namespace FinCluster.Gateway.OpenAi;

/// <summary>Writes JSON bodies.</summary>
internal static class JsonResponse
{
    /// <summary>Writes an object that <see cref="OpenAiJson"/> knows.</summary>
    public static async Task WriteAsync(HttpResponse response, int status, object value)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(value, value.GetType(), OpenAiJson.Wire);
        response.StatusCode = status;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, response.HttpContext.RequestAborted);
    }
}
