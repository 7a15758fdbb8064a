using FinCluster.Core.Catalog;
using FinCluster.Core.Catalog.Releases;
using FinCluster.Core.Errors;
using FinCluster.Gateway.OpenAi.Requests;
using FinCluster.Wire;

namespace FinCluster.Gateway.Admin.Models;

/// <summary>Reads a release from JSON: the fields of <see cref="ReleaseText"/>, with files named as on the command line: by name, hash or first digits.</summary>
internal static class ReleaseFields
{
    /// <summary>Reads it.</summary>
    /// <exception cref="RequestException">A field is missing, wrong or unknown.</exception>
    public static Func<CatalogSnapshot, CatalogCommand> Read(JsonFields body)
    {
        body.ThrowIfUnknown("base", "domain", "task", "template", "guard", "knowledge", "gates", "note");
        string @base = body.String("base") ?? throw body.Missing("base");
        (string Name, decimal Scale)? domain = ReadUse(body, "domain"), task = ReadUse(body, "task");
        (string? template, string? guard, string? knowledge) = (body.String("template"), body.String("guard"), body.String("knowledge"));
        GateResults? gates = ReadGates(body);
        string note = body.String("note") ?? "";
        return catalog => new PushRelease(new Release(Find(catalog, @base, ArtifactKind.BaseModel, "base"))
        {
            Domain = Use(catalog, domain, ArtifactKind.DomainAdapter, "domain"),
            Task = Use(catalog, task, ArtifactKind.TaskAdapter, "task"),
            ChatTemplate = FindOrNull(catalog, template, ArtifactKind.ChatTemplate, "template"),
            GuardRules = FindOrNull(catalog, guard, ArtifactKind.GuardRules, "guard"),
            Knowledge = FindOrNull(catalog, knowledge, ArtifactKind.KnowledgeSnapshot, "knowledge"),
            Gates = gates,
            Note = note,
        });
    }

    private static (string Name, decimal Scale)? ReadUse(JsonFields body, string name)
    {
        if (body.Object(name) is not { } use)
        {
            return null;
        }

        use.ThrowIfUnknown("adapter", "scale");
        return (use.String("adapter") ?? throw use.Missing("adapter"), use.Decimal("scale") ?? 1);
    }

    private static GateResults? ReadGates(JsonFields body)
    {
        try
        {
            return body.RawText("gates") is { } text ? GateResultsText.Parse(text) : null;
        }
        catch (FormatException e)
        {
            throw new RequestException(ErrorCode.InvalidRequest, $"the gate results cannot be used: {e.Message}", "gates", e);
        }
    }

    private static AdapterUse? Use(CatalogSnapshot catalog, (string Name, decimal Scale)? use, ArtifactKind kind, string field) =>
        use is { } some ? new AdapterUse(Find(catalog, some.Name, kind, field), some.Scale) : null;

    private static ArtifactHash? FindOrNull(CatalogSnapshot catalog, string? name, ArtifactKind kind, string field) =>
        name is null ? null : Find(catalog, name, kind, field);

    private static ArtifactHash Find(CatalogSnapshot catalog, string name, ArtifactKind kind, string field) =>
        CatalogReference.FindArtifact(catalog, name, kind).Require(field).Hash;
}
