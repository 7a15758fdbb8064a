using System.CommandLine;
using System.Text.Json;
using FinCluster.Cli.Serving;
using FinCluster.Core.Catalog;
using FinCluster.Wire;

namespace FinCluster.Cli.Commands.Models;

/// <summary><c>fincluster models show</c>: one alias, release or artifact, as JSON, which has room for all of it.</summary>
internal static class ModelsShowCommand
{
    public static Command Create()
    {
        Argument<string> what = new("what") { Description = "An alias, a release (id, its first digits, alias@line) or an artifact (name or hash)" };
        var store = new CatalogStoreArguments();
        var command = new Command("show", "Show an alias, a release or an artifact, as JSON") { what };
        new JsonOption().AddTo(command);
        store.AddTo(command);
        command.SetBody(async (parsed, cancellationToken) =>
        {
            await using CatalogStore opened = await store.OpenAsync(parsed, cancellationToken);
            string text = Find(await opened.Catalog.RefreshAsync(cancellationToken), parsed.GetValue(what)!);
            await parsed.InvocationConfiguration.Output.WriteLineAsync(text);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static string Find(CatalogSnapshot catalog, string text)
    {
        if (catalog.FindAlias(text) is { } alias)
        {
            return JsonSerializer.Serialize(AliasReport.Of(alias), CatalogJson.Wire.AliasReport);
        }

        if (CatalogReference.FindRelease(catalog, text).Id is { } id)
        {
            return JsonSerializer.Serialize(ReleaseReport.Of(catalog.FindRelease(id)!), CatalogJson.Wire.ReleaseReport);
        }

        return CatalogReference.FindArtifact(catalog, text, null).Artifact is { } artifact
            ? JsonSerializer.Serialize(ArtifactReport.Of(artifact), CatalogJson.Wire.ArtifactReport)
            : throw new CatalogRefusalException($"'{text}' is no alias, release or artifact of the catalog, or the first digits of several");
    }
}
