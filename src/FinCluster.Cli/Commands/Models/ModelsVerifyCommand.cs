using System.CommandLine;
using System.Globalization;
using FinCluster.Cli.Serving;
using FinCluster.Core.Catalog;
using FinCluster.Core.Catalog.Storage;
using FinCluster.Inference.Models;

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
            IArtifactStore files = opened.RequireArtifacts();
            CatalogSnapshot catalog = await opened.Catalog.RefreshAsync(cancellationToken);
            var reports = new List<VerifyReport>();
            foreach (Artifact artifact in catalog.Artifacts.Where(artifact => catalog.FindUse(artifact.Hash) is not null))
            {
                reports.Add(new VerifyReport(
                    artifact.Hash.Value, ArtifactKindText.Format(artifact.Kind), artifact.Name, artifact.Bytes,
                    await FindProblemAsync(files, artifact, cancellationToken)));
            }

            await json.WriteAsync(parsed, [.. reports], CatalogJson.Wire.VerifyReportArray, ToTable);
            return reports.TrueForAll(report => report.Problem is null) ? ExitCodes.Ok : ExitCodes.Error;
        });
        return command;
    }

    private static async Task<string?> FindProblemAsync(IArtifactStore files, Artifact artifact, CancellationToken cancellationToken)
    {
        try
        {
            long bytes = await files.VerifyAsync(artifact.Hash, cancellationToken);
            if (bytes != artifact.Bytes)
            {
                return $"the catalog says {artifact.Bytes} bytes, and the file has {bytes}";
            }

            using IArtifactPin pin = await files.PinAsync(artifact.Hash, cancellationToken);
            ArtifactFile.Check(pin.Path, artifact.Kind);
            return null;
        }
        catch (Exception e) when (e is ArtifactException or ModelFileException)
        {
            return e.Message;
        }
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
