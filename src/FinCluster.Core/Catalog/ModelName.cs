using System.Diagnostics.CodeAnalysis;

namespace FinCluster.Core.Catalog;

/// <summary>A model as a request names it: an alias, and up to two adapters that it is composed with.</summary>
/// <param name="Alias">The alias of a release: <c>fin-chat</c>.</param>
/// <param name="Domain">The first adapter: the <c>brokerage</c> of <c>fin-chat+brokerage+aml</c>; null for the release's own.</param>
/// <param name="Task">The second adapter: the <c>aml</c> of <c>fin-chat+brokerage+aml</c>; null for the release's own.</param>
public sealed record ModelName(string Alias, string? Domain = null, string? Task = null)
{
    private const char Join = '+';
    private const int MaxParts = 3;

    /// <summary>Reads a name; false, with what is wrong with it, when it is none.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out ModelName? name, [NotNullWhen(false)] out string? problem)
    {
        name = null;
        string[] parts = (text ?? "").Split(Join);
        if (parts.Length > MaxParts)
        {
            problem = $"a model is an alias and at most two adapters, as in fin-chat+brokerage+aml; this one has {parts.Length} parts";
            return false;
        }

        if (Array.Find(parts, part => !CatalogName.IsValid(part)) is not null)
        {
            problem = parts.Length == 1
                ? $"a model's name must have {CatalogName.Rule}"
                : $"each name of a model that is joined by '+' must have {CatalogName.Rule}";
            return false;
        }

        problem = null;
        name = new ModelName(parts[0], parts.ElementAtOrDefault(1), parts.ElementAtOrDefault(2));
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join(Join, new[] { Alias, Domain, Task }.OfType<string>());
}
