using System.Text;
using FinCluster.Core.Engine;

namespace FinCluster.Gateway.Admission;

/// <summary>Guesses how many tokens a request will use; gateways have no tokenizer. What it really used is booked at the end.</summary>
internal static class TokenEstimate
{
    // UTF-8: a Chinese character is three bytes and about a token, an English token is about four characters. So it rather guesses too high.
    private const int BytesPerToken = 3;

    // The chat template's marks around a message.
    private const int TokensPerMessage = 4;

    /// <summary>Guesses the tokens of a prompt, at most what the model reads.</summary>
    public static int OfPrompt(Prompt prompt, int contextLength)
    {
        long tokens = prompt switch
        {
            ChatPrompt chat => OfMessages(chat.Messages),
            TextPrompt text => OfText(text.Text),
            TokenPrompt ids => ids.Tokens.Count,
            _ => 0,
        };
        return (int)Math.Min(tokens, contextLength);
    }

    /// <summary>Guesses the tokens of messages.</summary>
    public static long OfMessages(IReadOnlyList<ChatMessage> messages) => messages.Sum(message => OfText(message.Content) + TokensPerMessage);

    /// <summary>Guesses the tokens of an answer.</summary>
    public static int OfOutput(StopConditions stop, int defaultTokens, int contextLength) =>
        Math.Min(stop.MaxTokens ?? defaultTokens, contextLength);

    private static long OfText(string text) => (Encoding.UTF8.GetByteCount(text) + BytesPerToken - 1L) / BytesPerToken;
}
