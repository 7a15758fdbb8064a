namespace FinCluster.Gateway.OpenAi.Answers;

/// <summary>What every part of an answer repeats.</summary>
/// <param name="Id">The answer's id.</param>
/// <param name="Created">When it began, in seconds since 1970.</param>
/// <param name="Model">The model that answers.</param>
/// <param name="Fingerprint">Changes when model or engine change, so that a seed gives other draws.</param>
internal sealed record AnswerHeader(string Id, long Created, string Model, string Fingerprint);
