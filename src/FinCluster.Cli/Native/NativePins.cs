using System.Text.Json;

namespace FinCluster.Cli.Native;

/// <summary>The versions and hashes of the native libraries that this build was made for. Immutable.</summary>
/// <param name="LlamaVersion">What <c>llama_version()</c> of the library returns; no other version fits the binding.</param>
/// <param name="PackageVersion">The version of all npm packages.</param>
/// <param name="Packages">The npm packages.</param>
/// <param name="Variants">What can be installed. The first one of a platform is its default.</param>
internal sealed record NativePins(
    string LlamaVersion, string PackageVersion, IReadOnlyList<NativePackage> Packages, IReadOnlyList<NativeVariant> Variants)
{
    private const string ResourceName = "llama-natives.json";

    private static readonly Lazy<NativePins> LazyEmbedded = new(ReadEmbedded);

    /// <summary>Gets the pins that were built into this program from <c>eng/native/llama-natives.json</c>.</summary>
    public static NativePins Embedded => LazyEmbedded.Value;

    /// <summary>Finds the variant that the user named, or the platform's default when <paramref name="name"/> is null.</summary>
    /// <exception cref="NativeLibraryException">There is no such variant, or none for the platform.</exception>
    public NativeVariant Select(string? name, NativePlatform platform)
    {
        if (name is null)
        {
            return Variants.FirstOrDefault(variant => variant.Os == platform.Os && variant.Arch == platform.Arch)
                ?? throw NativeLibraryException.UnsupportedPlatform(platform, VariantNames);
        }

        return Variants.FirstOrDefault(variant => variant.Name == name)
            ?? throw NativeLibraryException.UnknownVariant(name, VariantNames);
    }

    /// <summary>Gets the packages of a variant, in the order in which they are laid over each other.</summary>
    public IReadOnlyList<NativePackage> PackagesOf(NativeVariant variant) =>
        [.. variant.Packages.Select(name => Packages.Single(package => package.Name == name))];

    private IEnumerable<string> VariantNames => Variants.Select(variant => variant.Name);

    private static NativePins ReadEmbedded()
    {
        using Stream stream = typeof(NativePins).Assembly.GetManifestResourceStream(ResourceName)
            ?? throw new InvalidOperationException($"the resource {ResourceName} is not in the program");
        return JsonSerializer.Deserialize(stream, NativeJson.Default.NativePins)
            ?? throw new InvalidOperationException($"the resource {ResourceName} is empty");
    }
}
