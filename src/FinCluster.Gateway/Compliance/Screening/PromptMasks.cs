using FinCluster.Core.Compliance.PersonalData;
using FinCluster.Core.Engine;

namespace FinCluster.Gateway.Compliance.Screening;

/// <summary>Masks what models read.</summary>
internal static class PromptMasks
{
    /// <summary>Masks a prompt; tokens stay as they are.</summary>
    public static Prompt Mask(this MaskVault vault, Prompt prompt) => prompt switch
    {
        ChatPrompt chat => chat with { Messages = vault.Mask(chat.Messages) },
        TextPrompt text => text with { Text = vault.Mask(text.Text) },
        _ => prompt,
    };

    /// <summary>Masks messages, the same values of all of them alike.</summary>
    public static IReadOnlyList<ChatMessage> Mask(this MaskVault vault, IReadOnlyList<ChatMessage> messages) =>
        [.. messages.Select(message => message with { Content = vault.Mask(message.Content) })];
}
