namespace FinCluster.Core.Catalog;

/// <summary>What a file is for.</summary>
public enum ArtifactKind
{
    /// <summary>A base model, as GGUF.</summary>
    BaseModel,

    /// <summary>A LoRA adapter for a line of business, as GGUF.</summary>
    DomainAdapter,

    /// <summary>A LoRA adapter for a task within a domain, as GGUF.</summary>
    TaskAdapter,

    /// <summary>A chat template that takes the place of the base model's own.</summary>
    ChatTemplate,

    /// <summary>What the guard lets pass and refuses.</summary>
    GuardRules,

    /// <summary>Facts of one day.</summary>
    KnowledgeSnapshot,
}

/// <summary>Kinds as the command line, the wire and the catalog's log write them.</summary>
public static class ArtifactKindText
{
    private static readonly string[] Names = ["base", "domain", "task", "template", "guard", "knowledge"];

    /// <summary>Gets all names, in the order of the kinds.</summary>
    public static IReadOnlyList<string> All => Names;

    /// <summary>Writes a kind.</summary>
    public static string Format(ArtifactKind kind) => Names[(int)kind];

    /// <summary>Reads a kind; false when the text is none.</summary>
    public static bool TryParse(string? text, out ArtifactKind kind)
    {
        int index = Array.IndexOf(Names, text);
        kind = (ArtifactKind)Math.Max(index, 0);
        return index >= 0;
    }

    /// <summary>Says whether files of a kind are adapters.</summary>
    public static bool IsAdapter(this ArtifactKind kind) => kind is ArtifactKind.DomainAdapter or ArtifactKind.TaskAdapter;
}
