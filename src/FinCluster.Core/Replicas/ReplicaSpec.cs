using System.Collections.Immutable;
using FinCluster.Core.Catalog;
using FinCluster.Core.Errors;

namespace FinCluster.Core.Replicas;

/// <summary>What a replica is made of: a base, the adapters on it, the chat template, and its name.</summary>
public sealed record ReplicaSpec
{
    /// <summary>The most adapters of a replica.</summary>
    public const int MaxAdapters = 4;

    /// <summary>The most sources of a file.</summary>
    public const int MaxSources = 64;

    private const int MaxSequences = 256;
    private const int MinContext = 16;
    private const int MaxContext = 1 << 20;

    /// <summary>Gets the name that requests use.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the base.</summary>
    public required ArtifactReference Base { get; init; }

    /// <summary>Gets the adapters, the domain's before the task's. What they add to the base's weights is summed up.</summary>
    public ImmutableArray<AdapterReference> Adapters { get; init; } = [];

    /// <summary>Gets the chat template that takes the place of the base's own; null for the base's own.</summary>
    public ArtifactReference? Template { get; init; }

    /// <summary>Gets how many requests are computed together; null for what the node was told.</summary>
    public int? ParallelSequences { get; init; }

    /// <summary>Gets the longest prompt plus output of one request, in tokens; null for what the node was told.</summary>
    public int? ContextLength { get; init; }

    /// <summary>Says whether two replicas are computed alike, wherever their files come from.</summary>
    public bool HasSameContent(ReplicaSpec other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Base.Hash == other.Base.Hash
            && Template?.Hash == other.Template?.Hash
            && (ParallelSequences, ContextLength) == (other.ParallelSequences, other.ContextLength)
            && Adapters.Select(Content).SequenceEqual(other.Adapters.Select(Content));
    }

    /// <summary>Checks all that can be checked without the files.</summary>
    /// <exception cref="RequestException">Something is out of range.</exception>
    public void Validate()
    {
        if (!ReplicaName.IsValid(Name))
        {
            throw RequestException.Invalid("name", $"a replica's name has 1 to {ReplicaName.MaxLength} {ReplicaName.Characters}");
        }

        Check("base", Base);
        if (Adapters.Length > MaxAdapters)
        {
            throw RequestException.Invalid("adapters", $"a replica has at most {MaxAdapters} adapters, not {Adapters.Length}");
        }

        for (int i = 0; i < Adapters.Length; i++)
        {
            CheckAdapter($"adapters[{i}]", Adapters[i]);
        }

        if (Adapters.DistinctBy(adapter => adapter.File.Hash).Count() != Adapters.Length)
        {
            throw RequestException.Invalid("adapters", "an adapter is given twice");
        }

        if (Template is not null)
        {
            CheckTemplate(Template);
        }

        if (ParallelSequences is < 1 or > MaxSequences)
        {
            throw RequestException.Invalid("parallel_sequences", $"parallel_sequences must be between 1 and {MaxSequences}, it is {ParallelSequences}");
        }

        if (ContextLength is < MinContext or > MaxContext)
        {
            throw RequestException.Invalid("context_length", $"context_length must be between {MinContext} and {MaxContext}, it is {ContextLength}");
        }
    }

    private static (ArtifactHash Hash, float Scale) Content(AdapterReference adapter) => (adapter.File.Hash, adapter.Scale);

    private static void CheckAdapter(string field, AdapterReference adapter)
    {
        Check(field, adapter.File);
        if (!AdapterScale.IsValid(adapter.Scale))
        {
            throw RequestException.Invalid(
                field + ".scale",
                string.Create(System.Globalization.CultureInfo.InvariantCulture, $"a scale must be between 0 and {AdapterScale.Max}, it is {adapter.Scale}"));
        }

        if (!ReplicaName.IsValid(adapter.Name))
        {
            throw RequestException.Invalid(field + ".name", $"an adapter's name has 1 to {ReplicaName.MaxLength} {ReplicaName.Characters}");
        }
    }

    private static void CheckTemplate(ArtifactReference template)
    {
        Check("template", template);
        if (ChatTemplateRules.FindSizeProblem(template.SizeBytes) is { } problem)
        {
            throw RequestException.Invalid("template.size", problem);
        }
    }

    private static void Check(string field, ArtifactReference file)
    {
        if (file.Hash == default)
        {
            throw RequestException.Invalid(field + ".sha256", "a file is named by its SHA-256, 64 lower-case hexadecimal digits");
        }

        if (file.SizeBytes < 0)
        {
            throw RequestException.Invalid(field + ".size", $"a file's size cannot be {file.SizeBytes}");
        }

        if (file.Sources.Length > MaxSources)
        {
            throw RequestException.Invalid(field + ".sources", $"a file has at most {MaxSources} sources, not {file.Sources.Length}");
        }

        foreach (Uri source in file.Sources)
        {
            if (!source.IsAbsoluteUri || source.Scheme != "grpc" || source.Host.Length == 0 || source.Port <= 0)
            {
                throw RequestException.Invalid(field + ".sources", "a source is grpc://host:port");
            }
        }
    }
}
