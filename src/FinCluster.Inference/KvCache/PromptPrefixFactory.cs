using System.Text;
using FinCluster.Core.Engine;
using FinCluster.Core.Routing;
using FinCluster.Inference.Models;

namespace FinCluster.Inference.KvCache;

/// <summary>Finds out which tokens of a prompt hold which of its prefix blocks. Thread-safe.</summary>
/// <remarks>
/// Blocks are of the prompt as the client wrote it; tokens are of the text that the chat template made of it. So each message
/// is looked for in that text, and the tokens are laid along it. Where that does not come out even, a block counts as held only
/// when the whole prompt is.
/// </remarks>
internal static class PromptPrefixFactory
{
    // A mark and an id for each token of a prompt of token ids; see PrefixChain.
    private const int BytesPerToken = 1 + sizeof(int);

    public static PromptPrefix Create(string model, string cacheSalt, EncodedPrompt prompt, Vocabulary vocabulary)
    {
        switch (prompt.Source)
        {
            case EncodedChat chat:
                var written = new ChatPrompt([.. chat.Messages.Select(message => message.Written)]);
                int[] offsets = ChatOffsets(chat);
                return OfText(
                    PrefixChain.Of(model, cacheSalt, written), Encoding.UTF8.GetBytes(chat.Text), offsets, prompt.Tokens, vocabulary, ChatRole.Assistant);
            case EncodedText text:
                byte[] bytes = Encoding.UTF8.GetBytes(text.Text);
                return OfText(
                    PrefixChain.Of(model, cacheSalt, new TextPrompt(text.Text)), bytes, [.. Enumerable.Range(0, bytes.Length + 1)], prompt.Tokens, vocabulary,
                    answer: null);
            default:
                PrefixChain chain = PrefixChain.Of(model, cacheSalt, new TokenPrompt([.. prompt.Tokens.Select(token => new TokenId(token))]));
                int[] ends = [.. Enumerable.Range(1, chain.Count).Select(block => ((block * PrefixChain.BlockBytes) + BytesPerToken - 1) / BytesPerToken)];
                return new PromptPrefix(chain, ends, prompt.Tokens.Length, prompt.Tokens.Length * BytesPerToken, answer: null, hasText: false);
        }
    }

    /// <param name="chain">The chain.</param>
    /// <param name="text">What the tokens were made of.</param>
    /// <param name="offsets">For each number of bytes of the chain, how many bytes of the text hold them.</param>
    /// <param name="tokens">The tokens.</param>
    /// <param name="vocabulary">Spells them.</param>
    /// <param name="answer">Who says the answer.</param>
    private static PromptPrefix OfText(PrefixChain chain, byte[] text, int[] offsets, int[] tokens, Vocabulary vocabulary, ChatRole? answer)
    {
        int[]? textEnds = TokenSpelling.Align(tokens, text, vocabulary);
        int[] ends = new int[chain.Count];
        int token = 0;
        for (int block = 0; block < ends.Length; block++)
        {
            int offset = offsets[(block + 1) * PrefixChain.BlockBytes];
            while (textEnds is not null && token < tokens.Length && (token == 0 || textEnds[token - 1] < offset))
            {
                token++;
            }

            ends[block] = textEnds is null ? tokens.Length : token;
        }

        return new PromptPrefix(chain, ends, tokens.Length, offsets.Length - 1, answer, hasText: true);
    }

    private static int[] ChatOffsets(EncodedChat chat)
    {
        byte[] text = Encoding.UTF8.GetBytes(chat.Text);
        var offsets = new List<int> { 0 };
        int from = 0;
        foreach (EncodedMessage message in chat.Messages)
        {
            from = AddMessage(offsets, message, text, from);
        }

        return [.. offsets];
    }

    /// <summary>Adds the offsets of a message, its role's byte first, and returns where the next one is looked for.</summary>
    private static int AddMessage(List<int> offsets, EncodedMessage message, byte[] text, int from)
    {
        byte[] written = Encoding.UTF8.GetBytes(message.Written.Content);
        byte[] read = Encoding.UTF8.GetBytes(message.Read.Content.Replace('\0', '\uFFFD'));

        // Some templates take the white space around a message away.
        byte[] trimmed = Encoding.UTF8.GetBytes(message.Read.Content.Replace('\0', '\uFFFD').Trim());
        int lead = read.AsSpan().IndexOf(trimmed);
        int start = text.AsSpan(from).IndexOf(trimmed);
        if (start < 0)
        {
            // Not as it was written: whoever needs a byte of it needs all of the text.
            offsets.AddRange(Enumerable.Repeat(text.Length, written.Length + 1));
            return text.Length;
        }

        start += from;
        int end = start + trimmed.Length;
        bool isVerbatim = written.AsSpan().SequenceEqual(read);
        offsets.Add(start);
        for (int bytes = 1; bytes <= written.Length; bytes++)
        {
            offsets.Add(isVerbatim ? Math.Clamp(start + bytes - lead, start, end) : end);
        }

        return end;
    }
}
