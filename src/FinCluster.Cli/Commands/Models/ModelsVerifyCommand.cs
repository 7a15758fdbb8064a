using System.CommandLine;
using System.Globalization;
using FinCluster.Cli.Serving;
using FinCluster.Core.Catalog;
using FinCluster.Wire;

namespace FinCluster.Cli.Commands.Models;

/// <summary><c>fincluster models verify</c>: reads every file that a release or an alias needs.</summary>
internal static class ModelsVerifyCommand
{
    public static Command Create()
    {
        var store = new CatalogStoreArguments();
        var json = new JsonOption();
        var command = new Command("verify", "Read every file that a release or an alias names, and compare it with its hash; exit code 1 when one is not right");
        json.AddTo(command);
        store.AddTo(command);
        command.SetBody(async (parsed, cancellationToken) =>
        {
            await using CatalogStore opened = await store.OpenAsync(parsed, cancellationToken);
            ICatalogFiles files = opened.OpenFiles();
            CatalogSnapshot catalog = await opened.Catalog.RefreshAsync(cancellationToken);
            VerifyReport[] reports = [.. (await files.VerifyAsync(catalog, cancellationToken)).Select(VerifyReport.Of)];
            await json.WriteAsync(parsed, reports, CatalogJson.Wire.VerifyReportArray, ToTable);
            return Array.TrueForAll(reports, report => report.Problem is null) ? ExitCodes.Ok : ExitCodes.Error;
        });
        return command;
    }

    private static string ToTable(VerifyReport[] reports)
    {
        var table = new TextTable("ARTIFACT", "KIND", "NAME", "BYTES", "RESULT");
        foreach (VerifyReport report in reports)
        {
            table.Add(
                CatalogCells.Short(report.Hash), report.Kind, report.Name, report.Bytes.ToString(CultureInfo.InvariantCulture), report.Problem ?? "good");
        }

        return table.ToString();
    }
}
