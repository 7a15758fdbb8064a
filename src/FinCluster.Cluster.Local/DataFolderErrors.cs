using Microsoft.Data.Sqlite;

namespace FinCluster.Cluster.Local;

/// <summary>Turns what the file system and SQLite report into a <see cref="DataFolderException"/> that an operator can act on.</summary>
internal static class DataFolderErrors
{
    /// <summary>Explains a failed file operation in <paramref name="folder"/>.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="error">What the file system reported.</param>
    /// <param name="otherwise">The problem to assume when the error says nothing more specific.</param>
    public static DataFolderException FromFileSystem(string folder, Exception error, DataFolderProblem otherwise)
    {
        DataFolderProblem problem = FileSystemErrorCodes.Classify(error) ?? otherwise;
        return Create(problem, folder, folder, error);
    }

    /// <summary>Explains a failed operation on the database <paramref name="file"/> in <paramref name="folder"/>.</summary>
    public static DataFolderException FromSqlite(string folder, string file, SqliteException error) =>
        Create(Classify(error.SqliteErrorCode), folder, file, error);

    /// <summary>Says that another process uses the folder.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="processId">The other process; null when it is not known.</param>
    /// <param name="error">The cause.</param>
    public static DataFolderException Locked(string folder, int? processId, Exception error)
    {
        string holder = processId is { } id ? $"process {id}" : "another process";
        return new DataFolderException(
            DataFolderProblem.Locked,
            folder,
            $"The data folder '{folder}' is in use by {holder}. Stop that process, or give this one a folder of its own.",
            error);
    }

    /// <summary>Says what is wrong with <paramref name="subject"/>, the folder itself or a file in it.</summary>
    public static DataFolderException Create(DataFolderProblem problem, string folder, string subject, Exception? error = null)
    {
        string message = problem switch
        {
            DataFolderProblem.NotAFolder => $"The data folder '{folder}' is a file. Name a folder, or move that file away.",
            DataFolderProblem.NotCreatable =>
                $"The data folder '{folder}' cannot be created{Because(error)}. Create it by hand, or name another one.",
            DataFolderProblem.NotWritable =>
                $"The data folder '{folder}' is not writable for this user. Grant write access to it, or name another one.",
            DataFolderProblem.ReadOnly =>
                $"The data folder '{folder}' is on a read-only file system. Mount it writable, or name another one.",
            DataFolderProblem.Locked =>
                $"'{subject}' in the data folder '{folder}' is locked by another program. Stop that program and try again.",
            DataFolderProblem.DiskFull =>
                $"The disk of the data folder '{folder}' is full; nothing was stored. Free some space and try again.",
            DataFolderProblem.Corrupt =>
                $"'{subject}' in the data folder '{folder}' is damaged or is not a FinCluster database. "
                + "Restore it from a backup, or move it away to begin with an empty one.",
            DataFolderProblem.NewerSchema =>
                $"'{subject}' in the data folder '{folder}' was written by a newer version of FinCluster. "
                + "Run that version, or name another folder.",
            _ => $"'{subject}' in the data folder '{folder}' cannot be used{Because(error)}. Check the disk and the file system.",
        };
        return new DataFolderException(problem, folder, message, error);
    }

    // Primary result codes: https://sqlite.org/rescode.html
    private static DataFolderProblem Classify(int sqliteCode) => sqliteCode switch
    {
        SQLitePCL.raw.SQLITE_FULL => DataFolderProblem.DiskFull,
        SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_NOTADB => DataFolderProblem.Corrupt,
        SQLitePCL.raw.SQLITE_READONLY => DataFolderProblem.ReadOnly,
        SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_LOCKED => DataFolderProblem.Locked,
        SQLitePCL.raw.SQLITE_CANTOPEN or SQLitePCL.raw.SQLITE_PERM => DataFolderProblem.NotWritable,
        _ => DataFolderProblem.Failed,
    };

    private static string Because(Exception? error) => error is null ? "" : $" ({error.Message.TrimEnd('.')})";
}
