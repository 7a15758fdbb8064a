using System.CommandLine;
using System.Globalization;
using FinCluster.Core.Catalog;
using FinCluster.Core.Catalog.Releases;

namespace FinCluster.Cli.Commands.Models;

/// <summary>The options that put a release together.</summary>
/// <param name="baseModel">The option of the base model, which the files of adapters share.</param>
internal sealed class ReleaseArguments(Option<string?> baseModel)
{
    private const string None = "none";
    private const char BeforeScale = ':';

    private readonly Option<string?> _from = Part("--from", "Begin with the parts of this release; those that are named take their places", "release");
    private readonly Option<string?> _domain = Part("--domain", "The adapter for the line of business, name or hash, :scale; 'none' for none", "artifact[:scale]");
    private readonly Option<string?> _task = Part("--task", "The adapter for the task, name or hash, :scale; 'none' for none", "artifact[:scale]");
    private readonly Option<string?> _template = Part("--template", "The chat template; 'none' for the base model's own", "artifact");
    private readonly Option<string?> _guard = Part("--guard", "The guard's rules; 'none' for none", "artifact");
    private readonly Option<string?> _knowledge = Part("--knowledge", "The knowledge snapshot; 'none' for none", "artifact");
    private readonly Option<string?> _gates = Part("--gates", "A JSON file of what was measured; 'none' for nothing", "file");
    private readonly Option<string?> _note = Part("--note", "What is to be known about the release", "text");

    private Option<string?>[] All => [_from, _domain, _task, _template, _guard, _knowledge, _gates, _note];

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command) => Array.ForEach(All, command.Add);

    /// <summary>Refuses the options where no release is meant.</summary>
    /// <exception cref="UsageException">One of them is there.</exception>
    public void RefuseAll(ParseResult parsed)
    {
        if (Array.Find(All, option => parsed.GetValue(option) is not null) is { } option)
        {
            throw new UsageException($"{option.Name} is a part of a release; add --release");
        }
    }

    /// <summary>Reads the release.</summary>
    /// <exception cref="UsageException">A part is missing or wrong.</exception>
    /// <exception cref="CatalogRefusalException">A part is not in the catalog.</exception>
    public async Task<Release> ReadAsync(ParseResult parsed, CatalogSnapshot catalog, CancellationToken cancellationToken)
    {
        Release? from = parsed.GetValue(_from) is { } text ? catalog.FindRelease(CatalogReference.FindRelease(catalog, text).Found())!.Release : null;
        ArtifactHash? named = Hash(parsed, catalog, baseModel, ArtifactKind.BaseModel, from?.Base);
        return new Release(named ?? throw new UsageException("a release needs a base model: --base, or --from a release"))
        {
            Domain = Use(parsed, catalog, _domain, ArtifactKind.DomainAdapter, from?.Domain),
            Task = Use(parsed, catalog, _task, ArtifactKind.TaskAdapter, from?.Task),
            ChatTemplate = Hash(parsed, catalog, _template, ArtifactKind.ChatTemplate, from?.ChatTemplate),
            GuardRules = Hash(parsed, catalog, _guard, ArtifactKind.GuardRules, from?.GuardRules),
            Knowledge = Hash(parsed, catalog, _knowledge, ArtifactKind.KnowledgeSnapshot, from?.Knowledge),

            // What was measured of another release says nothing about this one.
            Gates = await ReadGatesAsync(parsed.GetValue(_gates), cancellationToken),
            Note = parsed.GetValue(_note) ?? from?.Note ?? "",
        };
    }

    private static Option<string?> Part(string name, string description, string help) => new(name) { Description = description, HelpName = help };

    private static ArtifactHash? Hash(ParseResult parsed, CatalogSnapshot catalog, Option<string?> option, ArtifactKind kind, ArtifactHash? from) =>
        parsed.GetValue(option) switch
        {
            null => from,
            None => null,
            { } text => CatalogReference.FindArtifact(catalog, text, kind).Found().Hash,
        };

    private static AdapterUse? Use(ParseResult parsed, CatalogSnapshot catalog, Option<string?> option, ArtifactKind kind, AdapterUse? from)
    {
        if (parsed.GetValue(option) is not { } text || text == None)
        {
            return parsed.GetValue(option) is null ? from : null;
        }

        string[] parts = text.Split(BeforeScale, 2);
        decimal scale = 1;
        if (parts.Length == 2 && !decimal.TryParse(parts[1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out scale))
        {
            throw new UsageException($"{option.Name} '{text}' has a scale that is no number");
        }

        return new AdapterUse(CatalogReference.FindArtifact(catalog, parts[0], kind).Found().Hash, scale);
    }

    private static async Task<GateResults?> ReadGatesAsync(string? path, CancellationToken cancellationToken)
    {
        if (path is null or None)
        {
            return null;
        }

        try
        {
            return GateResultsText.Parse(await File.ReadAllTextAsync(path, cancellationToken));
        }
        catch (FormatException e)
        {
            throw new CatalogRefusalException($"the gate results in {path} cannot be used: {e.Message}");
        }
    }
}
