namespace FinCluster.Core.Edge.Learning;

/// <summary>A request with the tier that should answer it.</summary>
/// <param name="Id">Its name in the file.</param>
/// <param name="Group">Prompts of one group are alike, so all of them are learned from or none is.</param>
/// <param name="Language"><c>zh</c> or <c>en</c>.</param>
/// <param name="Domain">What it is about: banking, securities, insurance, macro, general.</param>
/// <param name="Kind">What makes it what it is: term, fresh, calc, document, …</param>
/// <param name="Label">Who should answer.</param>
/// <param name="Request">The request.</param>
public sealed record LabelledPrompt(
    string Id, string Group, string Language, string Domain, string Kind, PromptLabel Label, EdgeRequest Request)
{
    /// <summary>Gets a value indicating whether it is a question of finance, and no greeting.</summary>
    public bool IsFinance => Domain != "general";
}
