using FinCluster.Core.Engine;

namespace FinCluster.Inference.Models;

/// <summary>A prompt as the model reads it.</summary>
/// <param name="Tokens">At least one token.</param>
/// <param name="DroppedMessages">Messages left out so that it fits.</param>
/// <param name="Source">What the tokens were made of.</param>
internal readonly record struct EncodedPrompt(int[] Tokens, int DroppedMessages, EncodedSource Source);

/// <summary>What the tokens of a prompt were made of.</summary>
internal abstract record EncodedSource;

/// <summary>A conversation.</summary>
/// <param name="Messages">The messages that were kept.</param>
/// <param name="Text">What the chat template made of them.</param>
internal sealed record EncodedChat(IReadOnlyList<EncodedMessage> Messages, string Text) : EncodedSource;

/// <summary>Plain text.</summary>
internal sealed record EncodedText(string Text) : EncodedSource;

/// <summary>Token ids.</summary>
internal sealed record EncodedTokens : EncodedSource;

/// <summary>One message of a conversation.</summary>
/// <param name="Written">As the client wrote it.</param>
/// <param name="Read">As the template gets it: nothing in it is read as a control token.</param>
internal readonly record struct EncodedMessage(ChatMessage Written, ChatMessage Read);
