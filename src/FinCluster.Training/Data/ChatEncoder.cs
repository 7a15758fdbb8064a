namespace FinCluster.Training.Data;

/// <summary>Turns conversations into tokens of the ChatML form and says which of them the model is to learn: the answers.</summary>
internal sealed class ChatEncoder
{
    private readonly SentencePieceTokenizer _tokenizer;
    private readonly int _messageStart;
    private readonly int _messageEnd;
    private readonly int[] _lineEnd;

    /// <summary>Makes an encoder over a vocabulary.</summary>
    /// <exception cref="KeyNotFoundException">The vocabulary has no ChatML tokens.</exception>
    public ChatEncoder(SentencePieceTokenizer tokenizer)
    {
        _tokenizer = tokenizer;
        _messageStart = tokenizer.Control("<|im_start|>");
        _messageEnd = tokenizer.Control("<|im_end|>");
        _lineEnd = tokenizer.Encode("\n");
    }

    /// <summary>Encodes a conversation.</summary>
    public EncodedConversation Encode(Conversation conversation)
    {
        var encoded = new EncodedConversation();
        encoded.Add(false, _tokenizer.Start);
        if (conversation.System is { } system)
        {
            Add(encoded, "system\n" + system);
        }

        foreach (Turn turn in conversation.Turns)
        {
            Add(encoded, "user\n" + turn.Question);
            encoded.Add(false, _messageStart);
            encoded.Add(false, _tokenizer.Encode("assistant\n"));
            encoded.Add(true, _tokenizer.Encode(turn.Answer));
            encoded.Add(true, _messageEnd);
            encoded.Add(false, _lineEnd);
        }

        return encoded;
    }

    private void Add(EncodedConversation encoded, string text)
    {
        encoded.Add(false, _messageStart);
        encoded.Add(false, _tokenizer.Encode(text));
        encoded.Add(false, _messageEnd);
        encoded.Add(false, _lineEnd);
    }
}
