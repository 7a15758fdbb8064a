using FinCluster.Core.Engine;
using FinCluster.Core.Errors;

namespace FinCluster.Inference.Models;

/// <summary>Turns prompts into tokens, within a limit. Thread-safe.</summary>
internal sealed class PromptEncoder(ITextModel model)
{
    private readonly Vocabulary _vocabulary = model.Vocabulary;

    /// <summary>Encodes a prompt for generation.</summary>
    /// <param name="prompt">What the model reads.</param>
    /// <param name="maxTokens">The most tokens the prompt may have.</param>
    /// <param name="contextLength">The model's context, for the error message.</param>
    /// <exception cref="RequestException">The prompt is too long, empty, or not one for this model.</exception>
    public EncodedPrompt Encode(Prompt prompt, int maxTokens, int contextLength) => prompt switch
    {
        ChatPrompt chat => EncodeChat(chat, maxTokens, contextLength),
        TextPrompt text => new(EncodeText(text, maxTokens, contextLength), 0, new EncodedText(text.Text)),
        TokenPrompt tokens => new(EncodeTokens(tokens, maxTokens, contextLength), 0, new EncodedTokens()),
        _ => throw new ArgumentOutOfRangeException(nameof(prompt), prompt, null),
    };

    private static RequestException TooLong(int maxTokens, int contextLength, int? tokens, string parameter)
    {
        string size = tokens is { } count ? $"{count} tokens" : "far more tokens than that";
        string room = maxTokens == contextLength - 1 ? "" : $" and this request leaves {maxTokens} of them to the prompt";
        return new RequestException(
            ErrorCode.ContextLengthExceeded,
            $"the model's context holds {contextLength} tokens{room}, but the prompt has {size}",
            parameter);
    }

    private EncodedPrompt EncodeChat(ChatPrompt prompt, int maxTokens, int contextLength)
    {
        IChatTemplate template = model.ChatTemplate ?? throw new RequestException(
            ErrorCode.Unsupported, "the model has no chat template that this server knows; use a text completion", "messages");
        List<EncodedMessage> messages = prompt.Messages
            .Select(message => new EncodedMessage(message, message with { Content = _vocabulary.NeutralizeControlTexts(message.Content) }))
            .ToList();
        int given = messages.Count;
        while (true)
        {
            int? count = null;
            if (CanFit(messages.Sum(message => (long)message.Read.Content.Length), maxTokens))
            {
                string text = template.Apply([.. messages.Select(message => message.Read)]);
                int[] tokens = _vocabulary.Tokenize(text, addStart: true, parseControl: true);
                if (tokens.Length <= maxTokens)
                {
                    return new EncodedPrompt(tokens, given - messages.Count, new EncodedChat(messages, text));
                }

                count = tokens.Length;
            }

            if (!prompt.DropOldestTurns || !TryDropOldestTurn(messages))
            {
                throw TooLong(maxTokens, contextLength, count, "messages");
            }
        }
    }

    /// <summary>Removes the oldest message that may go, and with a question its answers.</summary>
    private static bool TryDropOldestTurn(List<EncodedMessage> messages)
    {
        int first = messages.FindIndex(message => message.Read.Role != ChatRole.System);
        if (first < 0 || first == messages.Count - 1)
        {
            return false;
        }

        do
        {
            messages.RemoveAt(first);
        }
        while (first < messages.Count - 1 && messages[first].Read.Role == ChatRole.Assistant);
        return true;
    }

    private int[] EncodeText(TextPrompt prompt, int maxTokens, int contextLength)
    {
        if (!CanFit(prompt.Text.Length, maxTokens))
        {
            throw TooLong(maxTokens, contextLength, null, "prompt");
        }

        int[] tokens = _vocabulary.Tokenize(prompt.Text, addStart: true, prompt.ParseControlTokens);
        return tokens.Length == 0 ? throw RequestException.Invalid("prompt", "prompt must not be empty")
            : tokens.Length > maxTokens ? throw TooLong(maxTokens, contextLength, tokens.Length, "prompt")
            : tokens;
    }

    private int[] EncodeTokens(TokenPrompt prompt, int maxTokens, int contextLength)
    {
        if (prompt.Tokens.Count > maxTokens)
        {
            throw TooLong(maxTokens, contextLength, prompt.Tokens.Count, "prompt");
        }

        foreach (TokenId token in prompt.Tokens)
        {
            if (!_vocabulary.Contains(token.Value))
            {
                throw RequestException.Invalid("prompt", $"prompt has the token id {token.Value}, but ids are from 0 to {_vocabulary.Count - 1}");
            }
        }

        return [.. prompt.Tokens.Select(token => token.Value)];
    }

    /// <summary>A text of so many UTF-16 units cannot fit if even the longest tokens would be too many.</summary>
    private bool CanFit(long characters, int maxTokens) => characters <= (long)maxTokens * Math.Max(1, _vocabulary.MaxPieceBytes);
}
