namespace FinCluster.Core.Compliance.Guard.Classifier;

/// <summary>The classes that the classifier knows, in the order of its weights: what is allowed, then the categories.</summary>
public static class GuardClasses
{
    /// <summary>What is allowed.</summary>
    public const int Allow = 0;

    /// <summary>How many there are.</summary>
    public const int Count = 6;

    /// <summary>Gets the class of a category; null is what is allowed.</summary>
    public static int Of(GuardCategory? category) => category is { } refused ? (int)refused + 1 : Allow;

    /// <summary>Gets the category of a class that is not <see cref="Allow"/>.</summary>
    public static GuardCategory CategoryOf(int index) => (GuardCategory)(index - 1);
}
