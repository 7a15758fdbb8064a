using System.Runtime.InteropServices;

namespace FinCluster.Cli.Native;

/// <summary>An operating system and processor, in the words of the pins.</summary>
/// <param name="Os"><c>linux</c> (glibc), <c>linux-musl</c>, <c>mac</c>, <c>win</c>, or what the runtime calls itself.</param>
/// <param name="Arch"><c>x64</c>, <c>arm64</c>, and so on.</param>
internal sealed record NativePlatform(string Os, string Arch)
{
    /// <summary>Gets the platform that this process runs on.</summary>
    public static NativePlatform Current { get; } = new(CurrentOs(), CurrentArch());

    /// <inheritdoc/>
    public override string ToString() => $"{Os}-{Arch}";

    private static string CurrentOs()
    {
        if (OperatingSystem.IsWindows())
        {
            return "win";
        }

        if (OperatingSystem.IsMacOS())
        {
            return "mac";
        }

        // The pinned libraries are linked against glibc; they do not load under musl.
        string identifier = RuntimeInformation.RuntimeIdentifier;
        return identifier.Contains("musl", StringComparison.Ordinal) || identifier.StartsWith("alpine", StringComparison.Ordinal)
            ? "linux-musl"
            : OperatingSystem.IsLinux() ? "linux" : identifier;
    }

    private static string CurrentArch() => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => "x64",
        Architecture.Arm64 => "arm64",
        Architecture other => other.ToString().ToLowerInvariant(),
    };
}
