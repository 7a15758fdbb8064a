namespace FinCluster.Core.Engine;

/// <summary>What the model reads before it writes.</summary>
public abstract record Prompt
{
    /// <summary>Gets what is asked: the last message, or the whole text; empty where there are only tokens.</summary>
    public string Question => this switch
    {
        ChatPrompt { Messages: [.., var last] } => last.Content,
        TextPrompt text => text.Text,
        _ => "",
    };
}

/// <summary>A conversation; the model's chat template turns it into tokens.</summary>
/// <param name="Messages">At least one message, oldest first.</param>
/// <param name="DropOldestTurns">
/// Whether the oldest turns are left out when the conversation is longer than the context. System messages and the last
/// message always stay.
/// </param>
public sealed record ChatPrompt(IReadOnlyList<ChatMessage> Messages, bool DropOldestTurns = false) : Prompt;

/// <summary>Plain text; the tokenizer adds the model's start token.</summary>
/// <param name="Text">The text.</param>
/// <param name="ParseControlTokens">Whether control tokens written in the text are read as such, and not as text.</param>
public sealed record TextPrompt(string Text, bool ParseControlTokens = false) : Prompt;

/// <summary>Token ids, taken as they are.</summary>
/// <param name="Tokens">At least one id of the model's vocabulary.</param>
public sealed record TokenPrompt(IReadOnlyList<TokenId> Tokens) : Prompt;
