using System.Text;
using System.Text.Json;
using FinCluster.Gateway.OpenAi.Responses;

namespace FinCluster.Gateway.OpenAi.Answers;

/// <summary>The event that carries text in the stream of one answer, cut in two at the text: all that its events have in common.</summary>
/// <remarks>
/// The serializer writes the event once, with a placeholder, so there is one definition of its shape, and what each token costs is
/// its own text.
/// </remarks>
internal sealed class TextEvent
{
    // Nothing else in an event may be equal to it, neither a model's name nor what a client can send.
    private static readonly string Placeholder = Guid.NewGuid().ToString("N");

    private readonly byte[] _head;
    private readonly byte[] _tail;

    private TextEvent(byte[] head, byte[] tail) => (_head, _tail) = (head, tail);

    /// <summary>Gets what comes before the JSON string of the text.</summary>
    public ReadOnlySpan<byte> Head => _head;

    /// <summary>Gets what comes after it.</summary>
    public ReadOnlySpan<byte> Tail => _tail;

    /// <summary>Takes an event apart.</summary>
    /// <param name="format">Makes it.</param>
    /// <param name="index">The answer's index.</param>
    public static TextEvent Of(IAnswerFormat format, int index)
    {
        object value = format.Delta(index, Placeholder, logProbs: null);
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(value, value.GetType(), OpenAiJson.Wire);
        ReadOnlySpan<byte> text = Encoding.UTF8.GetBytes($"\"{Placeholder}\"");
        int at = json.AsSpan().IndexOf(text);
        return new TextEvent([.. SseWriter.Begin, .. json.AsSpan(0, at)], [.. json.AsSpan(at + text.Length), .. SseWriter.End]);
    }
}
