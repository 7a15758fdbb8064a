using System.Text;

namespace FinCluster.Core.Edge.Learning;

/// <summary>Divides prompts into what is learned from and what is held out, by a hash of their group that never changes.</summary>
public static class PromptSplit
{
    /// <summary>How many parts the learned prompts are divided into, to choose settings by prompts that a fit has not seen.</summary>
    public const int Folds = 5;

    private const uint HeldOutPercent = 30;

    /// <summary>Says whether a prompt is held out.</summary>
    public static bool IsHeldOut(LabelledPrompt prompt)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        return Hash(prompt.Group) % 100 < HeldOutPercent;
    }

    /// <summary>Gets the part of a learned prompt, 0 to <see cref="Folds"/> - 1.</summary>
    public static int Fold(LabelledPrompt prompt)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        return (int)(Hash("fold " + prompt.Group) % Folds);
    }

    // FNV-1a with a final mix, because the low bits of short texts alone are not even.
    private static uint Hash(string text)
    {
        uint hash = 2_166_136_261;
        foreach (byte b in Encoding.UTF8.GetBytes(text))
        {
            hash = (hash ^ b) * 16_777_619;
        }

        hash = (hash ^ (hash >> 16)) * 0x85EB_CA6B;
        hash = (hash ^ (hash >> 13)) * 0xC2B2_AE35;
        return hash ^ (hash >> 16);
    }
}
