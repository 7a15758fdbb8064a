using System.Text.RegularExpressions;
using FinCluster.Testing;

namespace FinCluster.Deploy.Tests.Files;

/// <summary>Images are built from versions that are named, and run as nobody in particular.</summary>
public sealed partial class ContainerFileTests
{
    private static readonly string Folder = Path.Combine(RepositoryPaths.Root, "deploy", "docker");

    public static TheoryData<string> Names => ["Dockerfile", "Dockerfile.cuda"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Bases_Versions_ArePinned(string name)
    {
        string text = Read(name);
        Dictionary<string, string> arguments = Argument().Matches(text).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);
        string[] bases = [.. Base().Matches(text).Select(match => Variable().Replace(match.Groups[1].Value, variable => arguments[variable.Groups[1].Value]))];

        Assert.True(bases.Length >= 2);
        Assert.All(bases, each => Assert.True(Pinned().IsMatch(each), each));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void LastStage_Process_IsNotRoot(string name)
    {
        string[] lines = LastStage(name);

        string user = lines.Last(line => line.StartsWith("USER ", StringComparison.Ordinal));
        Assert.Equal("USER 10001:10001", user);
        Assert.DoesNotContain(lines.SkipWhile(line => line != user), line => line.StartsWith("RUN ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("HEALTHCHECK ", StringComparison.Ordinal));
        Assert.Contains("ENTRYPOINT [\"fincluster\"]", lines);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Build_Packages_AreThoseOfTheLockFileAndTheNativePins(string name)
    {
        string text = Read(name);

        Assert.Contains("-p:RegistryProfile=full -p:RestoreLockedMode=true", text, StringComparison.Ordinal);
        Assert.Contains("fincluster native install", text, StringComparison.Ordinal);
        Assert.Contains("FINCLUSTER_NATIVE_DIR=/opt/fincluster/native", text, StringComparison.Ordinal);
    }

    // The files of the host, and what the chart relies on.
    [Theory]
    [MemberData(nameof(Names))]
    public void Copies_Sources_Exist(string name)
    {
        foreach (Match copy in Copied().Matches(Read(name)))
        {
            foreach (string source in copy.Groups[1].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries).SkipLast(1).Where(each => each != "."))
            {
                string folder = Path.Combine(RepositoryPaths.Root, Path.GetDirectoryName(source)!);
                Assert.NotEmpty(Directory.GetFiles(folder, Path.GetFileName(source)));
            }
        }
    }

    private static string Read(string name) => File.ReadAllText(Path.Combine(Folder, name));

    private static string[] LastStage(string name)
    {
        string text = Read(name);
        return text[text.LastIndexOf("\nFROM ", StringComparison.Ordinal)..].Split('\n');
    }

    [GeneratedRegex(@"^ARG (\w+)=(\S+)", RegexOptions.Multiline)]
    private static partial Regex Argument();

    [GeneratedRegex(@"^FROM (\S+)", RegexOptions.Multiline)]
    private static partial Regex Base();

    [GeneratedRegex(@"\$\{(\w+)\}")]
    private static partial Regex Variable();

    [GeneratedRegex(@"(:\d+\.\d+\.\d+[\w.-]*|@sha256:[0-9a-f]{64})$")]
    private static partial Regex Pinned();

    [GeneratedRegex(@"^COPY (?:--chmod=\d+ )?((?!--)[^\n]+)", RegexOptions.Multiline)]
    private static partial Regex Copied();
}
