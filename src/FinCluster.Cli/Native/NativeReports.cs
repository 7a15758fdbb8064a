namespace FinCluster.Cli.Native;

/// <summary>What <c>native install --json</c> prints.</summary>
/// <param name="Variant">The variant; null where the user named the folder.</param>
/// <param name="Folder">Where the libraries are.</param>
/// <param name="LlamaVersion">The version that the libraries must report.</param>
/// <param name="Downloaded">Whether this call fetched them.</param>
internal sealed record NativeInstallReport(string? Variant, string Folder, string LlamaVersion, bool Downloaded);

/// <summary>One row of <c>native list --json</c>.</summary>
/// <param name="Name">The variant.</param>
/// <param name="Accelerator"><c>cpu</c>, <c>cuda</c>, <c>vulkan</c> or <c>metal</c>.</param>
/// <param name="Needs">What the machine must have beside the libraries.</param>
/// <param name="DownloadBytes">The size of its tarballs.</param>
/// <param name="Selected">Whether this machine uses it unless told otherwise.</param>
/// <param name="Installed">Whether all its files are in the cache.</param>
/// <param name="Folder">Where its files are or would be.</param>
internal sealed record NativeVariantReport(
    string Name, string Accelerator, string? Needs, long DownloadBytes, bool Selected, bool Installed, string Folder);

/// <summary>What <c>native verify --json</c> prints.</summary>
/// <param name="Variant">The variant.</param>
/// <param name="Folder">Where it is installed.</param>
/// <param name="FilesChecked">How many files were hashed.</param>
/// <param name="Problems">A sentence per file that is not as it was installed.</param>
internal sealed record NativeVerifyReport(string Variant, string Folder, int FilesChecked, IReadOnlyList<string> Problems);
