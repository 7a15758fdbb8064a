namespace FinCluster.Cli.Native;

/// <summary>One build of the llama.cpp libraries that a machine may choose.</summary>
/// <param name="Name">What the user calls it, e.g. <c>linux-x64-cuda</c>; also its folder in the cache.</param>
/// <param name="Os">The operating system, as <see cref="NativePlatform.Os"/>.</param>
/// <param name="Arch">The processor, as <see cref="NativePlatform.Arch"/>.</param>
/// <param name="Accelerator"><c>cpu</c>, <c>cuda</c>, <c>vulkan</c> or <c>metal</c>.</param>
/// <param name="Needs">What the machine must have beside the libraries; null for nothing.</param>
/// <param name="Packages">The npm packages it is made of; the files of a later one replace those of an earlier one.</param>
internal sealed record NativeVariant(
    string Name, string Os, string Arch, string Accelerator, string? Needs, IReadOnlyList<string> Packages);
