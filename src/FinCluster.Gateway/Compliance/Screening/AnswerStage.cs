namespace FinCluster.Gateway.Compliance.Screening;

/// <summary>What an answer is for.</summary>
internal enum AnswerStage
{
    /// <summary>It goes to whoever asked.</summary>
    Final,

    /// <summary>A second model works on it before it goes out.</summary>
    Draft,

    /// <summary>It is the second model's work; the question was screened with the draft's.</summary>
    Second,

    /// <summary>It is kept for whoever asks again.</summary>
    Ahead,
}
