using FinCluster.Cli.Serving;
using FinCluster.Core.Tenants;
using FinCluster.Testing;

namespace FinCluster.Cli.Tests.Serving;

/// <summary>A file that changes while a server runs.</summary>
public sealed class ComplianceFileTests
{
    private static readonly TenantId Tenant = new("app");

    [Fact]
    public async Task Refresh_GivesEachContentOnce_AndTellsOfAWrongOneOnce()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("compliance.json");
        await File.WriteAllTextAsync(path, """{"others":{"reveal":true}}""", TestTimeouts.Token);
        var file = new ComplianceFile(path);

        Assert.True(file.Refresh()!.Of(Tenant).Reveal);
        Assert.Null(file.Refresh());
        await File.WriteAllTextAsync(path, """{"others":{"reveal":1}}""", TestTimeouts.Token);
        Assert.Throws<FormatException>(() => file.Refresh());
        Assert.Null(file.Refresh());
        File.Delete(path);
        Assert.Throws<FormatException>(() => file.Refresh());
        Assert.Null(file.Refresh());
        await File.WriteAllTextAsync(path, "{}", TestTimeouts.Token);
        Assert.False(file.Refresh()!.Of(Tenant).Reveal);
    }
}
