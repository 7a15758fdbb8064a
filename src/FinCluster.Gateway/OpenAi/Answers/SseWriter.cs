using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using FinCluster.Gateway.OpenAi.Responses;
using Microsoft.AspNetCore.Http;

namespace FinCluster.Gateway.OpenAi.Answers;

/// <summary>Writes server-sent events. Nothing reaches the client before <see cref="FlushAsync"/>. Used by one call at a time.</summary>
internal sealed class SseWriter(HttpResponse response) : IDisposable
{
    /// <summary>Gets what each event begins with.</summary>
    public static ReadOnlySpan<byte> Begin => "data: "u8;

    /// <summary>Gets what each event ends with.</summary>
    public static ReadOnlySpan<byte> End => "\n\n"u8;

    private readonly Utf8JsonWriter _json = new(response.BodyWriter, new JsonWriterOptions
    {
        Encoder = OpenAiJson.Wire.Options.Encoder,
        SkipValidation = true,
    });

    /// <summary>Sends the headers of a stream.</summary>
    public void Start()
    {
        response.ContentType = "text/event-stream; charset=utf-8";
        response.Headers.CacheControl = "no-cache";

        // nginx would otherwise collect the stream and deliver it at once.
        response.Headers["X-Accel-Buffering"] = "no";
    }

    /// <summary>Writes one event.</summary>
    public void Write(object value)
    {
        response.BodyWriter.Write(Begin);
        _json.Reset();
        JsonSerializer.Serialize(_json, value, value.GetType(), OpenAiJson.Wire);
        _json.Flush();
        response.BodyWriter.Write(End);
    }

    /// <summary>Writes one event that carries a text. It allocates nothing.</summary>
    public void Write(TextEvent value, string text)
    {
        response.BodyWriter.Write(value.Head);
        _json.Reset();
        _json.WriteStringValue(text);
        _json.Flush();
        response.BodyWriter.Write(value.Tail);
    }

    /// <summary>Writes the event that says that the stream is complete.</summary>
    public void WriteDone() => response.BodyWriter.Write("data: [DONE]\n\n"u8);

    public void Dispose() => _json.Dispose();

    /// <summary>Sends what has been written.</summary>
    public ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken) => response.BodyWriter.FlushAsync(cancellationToken);
}
