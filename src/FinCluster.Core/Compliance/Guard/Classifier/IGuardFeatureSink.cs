namespace FinCluster.Core.Compliance.Guard.Classifier;

/// <summary>Takes the features of a text.</summary>
public interface IGuardFeatureSink
{
    /// <summary>Takes the hash of one feature.</summary>
    void Add(uint hash);
}
