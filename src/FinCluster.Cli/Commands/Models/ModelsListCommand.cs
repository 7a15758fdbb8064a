using System.CommandLine;
using System.Globalization;
using FinCluster.Cli.Serving;
using FinCluster.Core.Catalog;
using FinCluster.Wire;

namespace FinCluster.Cli.Commands.Models;

/// <summary><c>fincluster models list</c>: all that the catalog has.</summary>
internal static class ModelsListCommand
{
    public static Command Create()
    {
        var store = new CatalogStoreArguments();
        var json = new JsonOption();
        var command = new Command("list", "List the aliases, releases and artifacts of the catalog");
        json.AddTo(command);
        store.AddTo(command);
        command.SetBody(async (parsed, cancellationToken) =>
        {
            await using CatalogStore opened = await store.OpenAsync(parsed, cancellationToken);
            CatalogSnapshot catalog = await opened.Catalog.RefreshAsync(cancellationToken);
            await json.WriteAsync(parsed, CatalogReport.Of(catalog), CatalogJson.Wire.CatalogReport, ToText);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static string ToText(CatalogReport report)
    {
        var names = report.Artifacts.ToDictionary(artifact => artifact.Hash, artifact => artifact.Name, StringComparer.Ordinal);
        var aliases = new TextTable("ALIAS", "KIND", "LINE", "TARGET", "SCALE", "CANARY", "WEIGHT");
        foreach (AliasReport alias in report.Aliases)
        {
            aliases.Add(
                alias.Name, alias.Kind, alias.Sequence.ToString(CultureInfo.InvariantCulture), CatalogCells.Short(alias.Target),
                CatalogCells.Number(alias.Scale), CatalogCells.Short(alias.Canary?.Release), CatalogCells.Number(alias.Canary?.Weight));
        }

        var releases = new TextTable("RELEASE", "BASE", "DOMAIN", "TASK", "GATES", "CREATED", "NOTE");
        foreach (ReleaseReport release in report.Releases)
        {
            releases.Add(
                CatalogCells.Short(release.Id), names[release.Base], Name(release.Domain), Name(release.Task), release.Gates is null ? "no" : "yes",
                CatalogCells.Time(release.CreatedAt), release.Note.ReplaceLineEndings(" "));
        }

        var artifacts = new TextTable("ARTIFACT", "KIND", "NAME", "BYTES", "BASE", "RANK", "CREATED");
        foreach (ArtifactReport artifact in report.Artifacts)
        {
            artifacts.Add(
                CatalogCells.Short(artifact.Hash), artifact.Kind, artifact.Name, artifact.Bytes.ToString(CultureInfo.InvariantCulture),
                artifact.Base is null ? "-" : names[artifact.Base], artifact.Rank?.ToString(CultureInfo.InvariantCulture) ?? "-",
                CatalogCells.Time(artifact.CreatedAt));
        }

        return $"{aliases}\n\n{releases}\n\n{artifacts}";

        string Name(AdapterReport? use) => use is null ? "-" : names[use.Adapter];
    }
}
