using System.CommandLine;
using FinCluster.Cli.Serving;
using FinCluster.Core.Catalog;
using FinCluster.Core.Catalog.Releases;

namespace FinCluster.Cli.Commands.Models;

/// <summary><c>fincluster models diff</c>: the parts in which two releases differ.</summary>
internal static class ModelsDiffCommand
{
    public static Command Create()
    {
        Argument<string> before = new("before") { Description = "A release: id, its first digits, alias, or alias@line" };
        Argument<string> after = new("after") { Description = "Another release" };
        var store = new CatalogStoreArguments();
        var json = new JsonOption();
        var command = new Command("diff", "List the parts in which two releases differ") { before, after };
        json.AddTo(command);
        store.AddTo(command);
        command.SetBody(async (parsed, cancellationToken) =>
        {
            await using CatalogStore opened = await store.OpenAsync(parsed, cancellationToken);
            CatalogSnapshot catalog = await opened.Catalog.RefreshAsync(cancellationToken);
            ReleaseDifference[] parts = [.. ReleaseDiff.Between(Find(parsed.GetValue(before)!), Find(parsed.GetValue(after)!))];
            await json.WriteAsync(parsed, parts, CatalogJson.Wire.ReleaseDifferenceArray, ToTable);
            return ExitCodes.Ok;

            Release Find(string text) => catalog.FindRelease(CatalogReference.FindRelease(catalog, text).Found())!.Release;
        });
        return command;
    }

    private static string ToTable(ReleaseDifference[] parts)
    {
        var table = new TextTable("PART", "BEFORE", "AFTER");
        foreach (ReleaseDifference part in parts)
        {
            table.Add(part.Part, Cell(part.Before), Cell(part.After));
        }

        return table.ToString();
    }

    private static string Cell(string? value) => value switch
    {
        null => "-",
        _ when ArtifactHash.TryParse(value, out ArtifactHash hash) => CatalogCells.Short(hash),
        _ => value.ReplaceLineEndings(" "),
    };
}
