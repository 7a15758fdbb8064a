using System.Text.Json;

namespace FinCluster.Cli.Client;

/// <summary>The error that a gateway answers with over HTTP.</summary>
/// <param name="Code">Its name; null when it has none.</param>
/// <param name="Message">A sentence.</param>
internal sealed record GatewayError(string? Code, string? Message)
{
    /// <summary>Reads a body; null when it is no error of a gateway.</summary>
    public static GatewayError? TryRead(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            JsonElement error = document.RootElement.GetProperty("error");
            return new GatewayError(error.TryGetProperty("code", out JsonElement code) ? code.GetString() : null, error.GetProperty("message").GetString());
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }
}
