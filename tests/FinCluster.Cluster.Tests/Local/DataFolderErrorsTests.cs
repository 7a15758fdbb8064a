using FinCluster.Cluster.Local;
using Microsoft.Data.Sqlite;

namespace FinCluster.Cluster.Tests.Local;

public sealed class DataFolderErrorsTests
{
    private const string Folder = "/data/fincluster";

    public static TheoryData<DataFolderProblem> Problems => [.. Enum.GetValues<DataFolderProblem>()];

    [Theory]
    [MemberData(nameof(Problems))]
    public void Create_AnyProblem_NamesTheFolderAndWhatToDo(DataFolderProblem problem)
    {
        DataFolderException error = DataFolderErrors.Create(problem, Folder, "sessions.db", new IOException("the cause."));

        Assert.Equal((problem, Folder), (error.Problem, error.Folder));
        Assert.Contains($"'{Folder}'", error.Message, StringComparison.Ordinal);
        Assert.True(error.Message.Split(". ").Length >= 2, $"no advice in: {error.Message}");
        Assert.EndsWith(".", error.Message, StringComparison.Ordinal);
    }

    // https://sqlite.org/rescode.html
    [Theory]
    [InlineData(5, DataFolderProblem.Locked)]
    [InlineData(8, DataFolderProblem.ReadOnly)]
    [InlineData(10, DataFolderProblem.Failed)]
    [InlineData(11, DataFolderProblem.Corrupt)]
    [InlineData(13, DataFolderProblem.DiskFull)]
    [InlineData(14, DataFolderProblem.NotWritable)]
    [InlineData(26, DataFolderProblem.Corrupt)]
    public void FromSqlite_ResultCode_IsClassified(int code, DataFolderProblem expected)
    {
        var cause = new SqliteException("cause", code);

        DataFolderException error = DataFolderErrors.FromSqlite(Folder, "sessions.db", cause);

        Assert.Equal((expected, cause), (error.Problem, error.InnerException));
    }

    [Theory]
    [InlineData(28, 112, DataFolderProblem.DiskFull)]
    [InlineData(30, 19, DataFolderProblem.ReadOnly)]
    [InlineData(5, 1117, DataFolderProblem.Failed)]
    public void FromFileSystem_ErrorNumber_IsClassified(int unix, int windows, DataFolderProblem expected)
    {
        var cause = new IOException("cause", OperatingSystem.IsWindows() ? unchecked((int)0x80070000) | windows : unix);

        Assert.Equal(expected, DataFolderErrors.FromFileSystem(Folder, cause, DataFolderProblem.Failed).Problem);
    }

    [Fact]
    public void FromFileSystem_FullDeviceOfTheKernel_IsDiskFull()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/dev/full is there on Linux only.");

        IOException cause = Assert.ThrowsAny<IOException>(() => File.WriteAllText("/dev/full", "x"));

        Assert.Equal(DataFolderProblem.DiskFull, DataFolderErrors.FromFileSystem(Folder, cause, DataFolderProblem.Failed).Problem);
    }

    [Fact]
    public void FromFileSystem_NoPermission_IsNotWritable() => Assert.Equal(
        DataFolderProblem.NotWritable,
        DataFolderErrors.FromFileSystem(Folder, new UnauthorizedAccessException(), DataFolderProblem.Failed).Problem);
}
