using System.Security.Cryptography;
using FinCluster.Core.Catalog;

namespace FinCluster.Artifacts;

/// <summary>Where files of a store are: <c>ab/ab01…</c> when they are whole, <c>partial/ab01….0123…</c> before.</summary>
internal sealed class StoreLayout(string root)
{
    private const string PartialFolder = "partial";
    private const int PrefixLength = 2;

    /// <summary>Gets the folder.</summary>
    public string Root { get; } = root;

    /// <summary>Gets the folder of what is being received. It is on the same file system, so a file is put in its place by a rename.</summary>
    public string Partial => Path.Combine(Root, PartialFolder);

    /// <summary>Names a file that is whole.</summary>
    public string FileOf(ArtifactHash hash) => Path.Combine(Root, hash.Value[..PrefixLength], hash.Value);

    /// <summary>Names a file for what is received of another one. No name is ever given twice.</summary>
    public string NewPartial(ArtifactHash hash) => Path.Combine(Partial, $"{hash.Value}.{RandomNumberGenerator.GetHexString(16, lowercase: true)}");

    /// <summary>Names a file that is whole, for the moment before it is put in its place; nobody goes on with it.</summary>
    public string NewDone(ArtifactHash hash) => Path.Combine(Partial, $"done.{hash.Value}.{RandomNumberGenerator.GetHexString(16, lowercase: true)}");

    /// <summary>Finds what was received of a file, the most first.</summary>
    public IReadOnlyList<(string File, long Bytes)> FindPartials(ArtifactHash hash) =>
        [.. new DirectoryInfo(Partial).EnumerateFiles($"{hash.Value}.*").Select(file => (file.FullName, LengthOf(file))).OrderByDescending(file => file.Item2)];

    /// <summary>Finds all files that are whole.</summary>
    public IEnumerable<(ArtifactHash Hash, FileInfo File)> FindFiles()
    {
        foreach (DirectoryInfo folder in new DirectoryInfo(Root).EnumerateDirectories(new string('?', PrefixLength)))
        {
            foreach (FileInfo file in folder.EnumerateFiles())
            {
                if (ArtifactHash.TryParse(file.Name, out ArtifactHash hash))
                {
                    yield return (hash, file);
                }
            }
        }
    }

    // The system is asked for it only now, when another process may have finished the file or given it another name.
    private static long LengthOf(FileInfo file)
    {
        try
        {
            return file.Length;
        }
        catch (FileNotFoundException)
        {
            return 0;
        }
    }
}
