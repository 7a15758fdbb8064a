using System.Collections.Immutable;
using System.Globalization;
using FinCluster.Cli.Commands;
using FinCluster.Core.Replicas;
using FinCluster.Inference.Adapters;

namespace FinCluster.Cli.Serving;

/// <summary>A replica with adapters, as the command line names it: <c>name=path[@scale]</c>, with a comma before each further adapter.</summary>
/// <param name="Name">What is added to the base's name, behind a '+'.</param>
/// <param name="Adapters">The adapters, in their order.</param>
internal sealed record AdapterArgument(string Name, ImmutableArray<AdapterFile> Adapters)
{
    private const string Syntax = "name=path[@scale]";

    /// <summary>Reads one argument.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static AdapterArgument Parse(string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        string name = equals < 0 ? "" : text[..equals];
        string[] files = text[(equals + 1)..].Split(',');
        if (!ReplicaName.IsValid(name) || Array.Exists(files, file => file.Length == 0))
        {
            throw new UsageException($"--adapter '{text}' is not {Syntax}; a name has {ReplicaName.Characters}");
        }

        if (files.Length > ReplicaSpec.MaxAdapters)
        {
            throw new UsageException($"--adapter '{text}' has more than {ReplicaSpec.MaxAdapters} adapters");
        }

        string[] names = name.Split('+');
        return new AdapterArgument(name, [.. files.Select((file, index) => ParseFile(names.Length == files.Length ? names[index] : null, file))]);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name}=" + string.Join(',', Adapters.Select(adapter =>
        string.Create(CultureInfo.InvariantCulture, $"{adapter.Path}@{adapter.Scale:R}")));

    private static AdapterFile ParseFile(string? name, string text)
    {
        int at = text.LastIndexOf('@');
        float scale = AdapterScale.Default;
        bool hasScale = at > 0 && float.TryParse(text.AsSpan(at + 1), NumberStyles.Float, CultureInfo.InvariantCulture, out scale);
        if (hasScale && !AdapterScale.IsValid(scale))
        {
            throw new UsageException($"--adapter: a scale must be between 0 and {AdapterScale.Max}, not {text[(at + 1)..]}");
        }

        string path = hasScale ? text[..at] : text;
        return new AdapterFile(name ?? Path.GetFileNameWithoutExtension(path), Path.GetFullPath(path), hasScale ? scale : AdapterScale.Default);
    }
}
