namespace FinCluster.Cli.Native;

/// <summary>Which native library is wanted and where it is kept.</summary>
internal sealed record NativeLibraryOptions
{
    /// <summary>Gets where the settings came from; the registry is read from it when something has to be downloaded.</summary>
    public required NativeEnvironment Environment { get; init; }

    /// <summary>Gets the pinned versions.</summary>
    /// <value>Default: those built into the program.</value>
    public NativePins Pins { get; init; } = NativePins.Embedded;

    /// <summary>Gets the folder with the libraries that the user named; null to use the cache.</summary>
    public string? Directory { get; init; }

    /// <summary>Gets the variant.</summary>
    /// <value>Default null: the first one of the platform, which runs on the CPU or on Metal.</value>
    public string? Variant { get; init; }

    /// <summary>Reads the environment. What the command line says comes first.</summary>
    /// <param name="environment">Where the variables come from.</param>
    /// <param name="directory">The value of <c>--native-dir</c>; null when it is not given.</param>
    /// <param name="variant">The value of <c>--variant</c>; null when it is not given.</param>
    public static NativeLibraryOptions From(NativeEnvironment environment, string? directory = null, string? variant = null) => new()
    {
        Environment = environment,
        Directory = (directory ?? environment.Get(NativeEnvironment.DirectoryVariable)) is { } named ? Path.GetFullPath(named) : null,
        Variant = variant ?? environment.Get(NativeEnvironment.VariantVariable),
    };

    /// <summary>Finds the variant that these options mean.</summary>
    /// <exception cref="NativeLibraryException">There is no such variant, or none for the platform.</exception>
    public NativeVariant SelectVariant() => Pins.Select(Variant, Environment.Platform);
}
