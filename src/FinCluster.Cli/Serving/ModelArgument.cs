using FinCluster.Cli.Commands;

namespace FinCluster.Cli.Serving;

/// <summary>A model to serve, as the command line names it: <c>path</c> or <c>name=path</c>.</summary>
/// <param name="Name">The name that requests use.</param>
/// <param name="Path">The GGUF file.</param>
internal sealed record ModelArgument(string Name, string Path)
{
    /// <summary>Gets the model that comes with the program.</summary>
    public static ModelArgument Shipped => Own("finlite-central");

    /// <summary>Gets the small model of the edge tier that comes with the program.</summary>
    public static ModelArgument ShippedEdge => Own("finlite-edge");

    /// <summary>Reads one argument; without a name the file's own is taken.</summary>
    /// <param name="text">The argument.</param>
    /// <param name="option">The option that it is of.</param>
    /// <exception cref="UsageException">It has no path.</exception>
    public static ModelArgument Parse(string text, string option = "--model")
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        string path = text[(equals + 1)..];
        string name = equals > 0 ? text[..equals] : System.IO.Path.GetFileNameWithoutExtension(path);
        return path.Length > 0 && name.Length > 0 && equals != 0
            ? new ModelArgument(name, System.IO.Path.GetFullPath(path))
            : throw new UsageException($"{option} '{text}' is neither a path nor name=path");
    }

    private static ModelArgument Own(string name) => new(name, System.IO.Path.Combine(AppContext.BaseDirectory, "models", $"{name}-q8_0.gguf"));

    /// <inheritdoc/>
    public override string ToString() => $"{Name}={Path}";
}
