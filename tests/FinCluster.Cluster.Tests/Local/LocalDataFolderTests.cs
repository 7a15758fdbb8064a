using System.Globalization;
using FinCluster.Cluster.Local;

namespace FinCluster.Cluster.Tests.Local;

public sealed class LocalDataFolderTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void Open_FolderThatIsNotThere_IsCreatedForThisUserOnly()
    {
        string path = Path.Combine(_temporary.Path, "a", "b 数据");

        using LocalDataFolder folder = LocalDataFolder.Open(path);

        Assert.Equal(path, folder.Path);
        Assert.Equal(Path.Combine(path, "x"), folder.FilePath("x"));
        Assert.True(Directory.Exists(path));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(path));
        }
    }

    [Fact]
    public void Open_RelativePath_GivesTheFullOne()
    {
        string relative = Path.GetRelativePath(Environment.CurrentDirectory, _temporary.Path);

        using LocalDataFolder folder = LocalDataFolder.Open(relative);

        Assert.Equal(_temporary.Path, folder.Path);
    }

    [Fact]
    public void Open_FolderInUse_NamesTheProcessAndWhatToDo()
    {
        using LocalDataFolder first = LocalDataFolder.Open(_temporary.Path);

        DataFolderException error = AssertFails(_temporary.Path, DataFolderProblem.Locked);

        string holder = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        Assert.Contains($"process {holder}.", error.Message, StringComparison.Ordinal);
        Assert.Contains("Stop that process", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("not a number")]
    public void Open_FolderInUseByAnUnknownProcess_SaysSo(string? processId)
    {
        using LocalDataFolder first = LocalDataFolder.Open(_temporary.Path);
        string file = _temporary.File("fincluster.pid");
        File.Delete(file);
        if (processId is not null)
        {
            File.WriteAllText(file, processId);
        }

        Assert.Contains("another process", AssertFails(_temporary.Path, DataFolderProblem.Locked).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_AfterDispose_Succeeds()
    {
        LocalDataFolder first = LocalDataFolder.Open(_temporary.Path);
        first.Dispose();
        first.Dispose();

        using LocalDataFolder second = LocalDataFolder.Open(_temporary.Path);

        AssertFails(_temporary.Path, DataFolderProblem.Locked);
    }

    [Fact]
    public void Open_LockFileOfADeadProcess_IsNoObstacle()
    {
        File.WriteAllText(_temporary.File("fincluster.lock"), "");
        File.WriteAllText(_temporary.File("fincluster.pid"), "1");

        using LocalDataFolder folder = LocalDataFolder.Open(_temporary.Path);

        Assert.Equal($"{Environment.ProcessId}", File.ReadAllText(_temporary.File("fincluster.pid")));
    }

    [Fact]
    public void Open_PathOfAFile_SaysSo()
    {
        string file = _temporary.File("file");
        File.WriteAllText(file, "");

        AssertFails(file, DataFolderProblem.NotAFolder);
    }

    [Fact]
    public void Open_PathBelowAFile_CannotBeCreated()
    {
        File.WriteAllText(_temporary.File("file"), "");

        AssertFails(Path.Combine(_temporary.File("file"), "data"), DataFolderProblem.NotCreatable);
    }

    [Fact]
    public void Open_NameThatIsTooLong_CannotBeCreated() =>
        AssertFails(_temporary.File(new string('x', 300)), DataFolderProblem.NotCreatable);

    [Fact]
    public void Open_LockFileThatCannotBeOpened_IsNotWritable()
    {
        // A folder in its place refuses to be written even for an administrator.
        Directory.CreateDirectory(_temporary.File("fincluster.lock"));

        AssertFails(_temporary.Path, DataFolderProblem.NotWritable);
    }

    [Fact]
    public void Open_ProcessIdThatCannotBeWritten_GivesTheLockBack()
    {
        Directory.CreateDirectory(_temporary.File("fincluster.pid"));
        AssertFails(_temporary.Path, DataFolderProblem.NotWritable);

        Directory.Delete(_temporary.File("fincluster.pid"));

        LocalDataFolder.Open(_temporary.Path).Dispose();
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public void Open_NoPath_IsABug(string path) => Assert.Throws<ArgumentException>(() => LocalDataFolder.Open(path));

    private static DataFolderException AssertFails(string path, DataFolderProblem problem)
    {
        DataFolderException error = Assert.Throws<DataFolderException>(() => LocalDataFolder.Open(path));

        Assert.Equal(problem, error.Problem);
        Assert.Equal(path, error.Folder);
        Assert.Contains($"'{path}'", error.Message, StringComparison.Ordinal);
        return error;
    }
}
