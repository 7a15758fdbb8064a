namespace FinCluster.Core.Compliance.Settings;

/// <summary>Who reads a tenant's answers.</summary>
public enum Audience
{
    /// <summary>The public: answers carry the AI label and the disclaimer.</summary>
    Public,

    /// <summary>The institution's own staff: answers are given as the model wrote them.</summary>
    Internal,
}
