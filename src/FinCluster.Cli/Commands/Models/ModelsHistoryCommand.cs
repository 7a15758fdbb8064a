using System.CommandLine;
using System.Globalization;
using FinCluster.Cli.Serving;
using FinCluster.Core.Catalog;
using FinCluster.Core.Catalog.Aliases;
using FinCluster.Wire;

namespace FinCluster.Cli.Commands.Models;

/// <summary><c>fincluster models history</c>: everything that was ever done with an alias.</summary>
internal static class ModelsHistoryCommand
{
    public static Command Create()
    {
        Argument<string> alias = CatalogCalls.Alias();
        var store = new CatalogStoreArguments();
        var json = new JsonOption();
        var command = new Command("history", "List everything that was ever done with an alias, the first line first") { alias };
        json.AddTo(command);
        store.AddTo(command);
        command.SetBody(async (parsed, cancellationToken) =>
        {
            await using CatalogStore opened = await store.OpenAsync(parsed, cancellationToken);
            CatalogSnapshot catalog = await opened.Catalog.RefreshAsync(cancellationToken);
            CatalogAlias known = catalog.FindAlias(parsed.GetValue(alias)!)
                ?? throw new CatalogRefusalException($"there is no alias '{parsed.GetValue(alias)}'");
            AliasEntryReport[] lines = [.. known.History.Select(AliasEntryReport.Of)];
            await json.WriteAsync(parsed, lines, CatalogJson.Wire.AliasEntryReportArray, ToTable);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static string ToTable(AliasEntryReport[] lines)
    {
        var table = new TextTable("LINE", "AT", "ACTOR", "ACTION", "TARGET", "CANARY", "REASON", "OVERRIDE");
        foreach (AliasEntryReport line in lines)
        {
            string gates = string.Join(", ", line.FailedGates.Select(failure => failure.Gate));
            table.Add(
                line.Sequence.ToString(CultureInfo.InvariantCulture), CatalogCells.Time(line.At), line.Actor.ReplaceLineEndings(" "), line.Action,
                CatalogCells.Short(line.Target), CatalogCells.Short(line.Canary?.Release), line.Reason.Length == 0 ? "-" : line.Reason.ReplaceLineEndings(" "),
                line.Override is null ? "-" : $"{line.Override.ReplaceLineEndings(" ")} ({gates})");
        }

        return table.ToString();
    }
}
