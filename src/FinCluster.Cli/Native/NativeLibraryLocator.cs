namespace FinCluster.Cli.Native;

/// <summary>Finds the folder with the native libraries. It never downloads and never writes.</summary>
internal static class NativeLibraryLocator
{
    /// <summary>Finds the folder that the user named or that the variant is installed in.</summary>
    /// <exception cref="NativeLibraryException">There is none; the message says what to do.</exception>
    public static string Locate(NativeLibraryOptions options)
    {
        if (TryLocate(options) is { } folder)
        {
            return folder;
        }

        NativeVariant variant = options.SelectVariant();
        throw NativeLibraryException.NotInstalled(variant.Name, CacheOf(options).FolderOf(variant));
    }

    /// <summary>As <see cref="Locate"/>, with null for a variant that is not installed, or not wholly.</summary>
    /// <exception cref="NativeLibraryException">The named folder has no library, or there is no such variant.</exception>
    public static string? TryLocate(NativeLibraryOptions options)
    {
        if (options.Directory is { } named)
        {
            return HasLlama(named) ? named : throw NativeLibraryException.NoLibraryIn(named);
        }

        NativeVariant variant = options.SelectVariant();
        NativeCache cache = CacheOf(options);
        return cache.IsInstalled(variant) ? cache.FolderOf(variant) : null;
    }

    /// <summary>
    /// Tells whether a folder holds llama.cpp under one of the names that its builds give it: <c>libllama.so</c>, <c>libllama.so.0</c>,
    /// <c>libllama.cuda.v0.5.0.so</c>, <c>libllama.dylib</c>, <c>llama.dll</c>, and so on.
    /// </summary>
    public static bool HasLlama(string folder) =>
        Directory.Exists(folder)
        && Directory.EnumerateFiles(folder, "*", new EnumerationOptions { IgnoreInaccessible = true })
            .Any(path => IsLlama(Path.GetFileName(path)));

    /// <summary>Tells whether a file name is one of llama.cpp itself, not of a library beside it.</summary>
    public static bool IsLlama(string name) =>
        (name.StartsWith("libllama.", StringComparison.Ordinal) || name.StartsWith("llama.", StringComparison.Ordinal))
        && (IsLibrary(name) || name.Contains(".so.", StringComparison.Ordinal));

    /// <summary>Tells whether a file name is one of a shared library.</summary>
    public static bool IsLibrary(string name) => Path.GetExtension(name) is ".so" or ".dylib" or ".dll";

    private static NativeCache CacheOf(NativeLibraryOptions options) => new(options.Environment.CacheDirectory(), options.Pins);
}
