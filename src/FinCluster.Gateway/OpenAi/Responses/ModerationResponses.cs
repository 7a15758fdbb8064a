namespace FinCluster.Gateway.OpenAi.Responses;

internal sealed record ModerationList(string Id, string Model, IReadOnlyList<ModerationObject> Results);

/// <summary>A verdict as OpenAI writes it; from <paramref name="Action"/> on, extensions.</summary>
internal sealed record ModerationObject(
    bool Flagged,
    IReadOnlyDictionary<string, bool> Categories,
    IReadOnlyDictionary<string, double> CategoryScores,
    string Action,
    IReadOnlyList<string> Rules,
    string Intent,
    string Line,
    string Tier,
    double EdgeProbability);
