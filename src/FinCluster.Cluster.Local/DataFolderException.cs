using FinCluster.Core.Errors;

namespace FinCluster.Cluster.Local;

/// <summary>What is wrong with the data folder.</summary>
public enum DataFolderProblem
{
    /// <summary>The path names a file.</summary>
    NotAFolder,

    /// <summary>The folder is not there and cannot be made.</summary>
    NotCreatable,

    /// <summary>This user may not write in the folder.</summary>
    NotWritable,

    /// <summary>The file system is mounted read-only.</summary>
    ReadOnly,

    /// <summary>Another process uses the folder or a file in it.</summary>
    Locked,

    /// <summary>No space or quota is left.</summary>
    DiskFull,

    /// <summary>A file in the folder is damaged or is no file of this product.</summary>
    Corrupt,

    /// <summary>A file in the folder was written by a newer version.</summary>
    NewerSchema,

    /// <summary>The disk or the file system failed in another way.</summary>
    Failed,
}

/// <summary>Says that the data folder cannot be used, and what its operator can do about it.</summary>
/// <param name="problem">What is wrong.</param>
/// <param name="folder">The full path of the folder.</param>
/// <param name="message">A sentence that names the folder and what to do.</param>
/// <param name="inner">The cause; null when there is none.</param>
public sealed class DataFolderException(DataFolderProblem problem, string folder, string message, Exception? inner = null)
    : ControlPlaneUnavailableException(message, inner)
{
    /// <summary>Gets what is wrong.</summary>
    public DataFolderProblem Problem { get; } = problem;

    /// <summary>Gets the full path of the folder.</summary>
    public string Folder { get; } = folder;
}
