namespace FinCluster.Core.Edge.Answers;

/// <summary>What of a question must be the same in another one that has the same answer.</summary>
/// <param name="Content">Its terms, names, numbers with their units, and all words that are not mere wording; in order, or sorted where the order says nothing.</param>
/// <param name="Kinds">What is asked: when, how, how much, which, on what terms, with what effect, by what formula, how two things differ.</param>
/// <param name="Negations">How many words deny something.</param>
public sealed record QuestionFingerprint(string Content, int Kinds, int Negations);
