using FinCluster.Core.Compliance.Text;

namespace FinCluster.Core.Compliance.Guard;

/// <summary>Says how likely a text is to be refused. Thread-safe; scoring neither waits nor reads files.</summary>
public interface IGuardClassifier
{
    /// <summary>Gets its name with a version, as it stands among the sources of a verdict.</summary>
    string Name { get; }

    /// <summary>Scores a text.</summary>
    GuardScore Score(NormalizedText text);
}
