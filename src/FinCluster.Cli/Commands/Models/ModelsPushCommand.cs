using System.CommandLine;
using FinCluster.Cli.Serving;
using FinCluster.Core.Catalog;
using FinCluster.Wire;

namespace FinCluster.Cli.Commands.Models;

/// <summary><c>fincluster models push</c>: adds a file, or a release that is put together of files.</summary>
internal static class ModelsPushCommand
{
    public static Command Create()
    {
        Argument<FileInfo?> file = new("file") { Description = "The file to add", Arity = ArgumentArity.ZeroOrOne };
        Option<bool> isRelease = new("--release") { Description = "Add a release that is put together of files which the catalog has" };
        Option<string?> kind = new("--kind") { Description = $"What the file is for: {string.Join(", ", ArtifactKindText.All)}", HelpName = "kind" };
        Option<string?> name = new("--name") { Description = $"How the file is called: {CatalogName.Rule}; default its own name", HelpName = "name" };
        Option<int?> rank = new("--rank") { Description = "The rank of an adapter; default what its file says", HelpName = "number" };
        Option<string?> @base = new("--base") { Description = "The base model of an adapter or a release, by name or hash", HelpName = "artifact" };
        var parts = new ReleaseArguments(@base);
        var store = new CatalogStoreArguments();
        var json = new JsonOption();
        var command = new Command("push", "Add a file to the catalog, or with --release a release") { file, kind, name, rank, isRelease, @base };
        parts.AddTo(command);
        json.AddTo(command);
        store.AddTo(command);
        command.SetBody(async (parsed, cancellationToken) =>
        {
            bool pushesRelease = parsed.GetValue(isRelease);
            if (pushesRelease == parsed.GetValue(file) is not null)
            {
                throw new UsageException("`models push` needs a file, or --release with its parts");
            }

            await using CatalogStore opened = await store.OpenAsync(parsed, cancellationToken);
            CatalogSnapshot catalog = await opened.Catalog.RefreshAsync(cancellationToken);
            CatalogResult result;
            if (pushesRelease)
            {
                RefuseOptions(parsed, "--release", kind, name, rank);
                result = await opened.DoAsync(new PushRelease(await parts.ReadAsync(parsed, catalog, cancellationToken)), cancellationToken);
            }
            else
            {
                parts.RefuseAll(parsed);
                var wanted = new ArtifactFile(
                    parsed.GetValue(file)!.FullName, ParseKind(parsed.GetValue(kind)), parsed.GetValue(name), parsed.GetValue(@base), parsed.GetValue(rank));
                result = await PushAsync(parsed, opened, catalog, wanted, cancellationToken);
            }

            await json.WriteAsync(parsed, ChangeReport.Of(result), CatalogJson.Wire.ChangeReport, report => report.Id!);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static async Task<CatalogResult> PushAsync(
        ParseResult parsed, CatalogStore opened, CatalogSnapshot catalog, ArtifactFile file, CancellationToken cancellationToken)
    {
        ICatalogFiles files = opened.OpenFiles();
        Artifact artifact = await file.DescribeAsync(catalog, cancellationToken);
        CatalogDecision decision = CatalogRules.Decide(catalog, new PushArtifact(artifact), TimeProvider.System.GetUtcNow());
        if (!decision.Result.IsOk)
        {
            throw new CatalogRefusalException(decision.Result.Message);
        }

        await using FileStream content = file.Open();
        return await UploadConsole.RunAsync(parsed, artifact.Name, progress => files.PushAsync(artifact, content, progress, cancellationToken));
    }

    private static ArtifactKind ParseKind(string? text) => ArtifactKindText.TryParse(text, out ArtifactKind kind)
        ? kind
        : throw new UsageException($"--kind must be one of {string.Join(", ", ArtifactKindText.All)}");

    private static void RefuseOptions(ParseResult parsed, string with, params ReadOnlySpan<Option> options)
    {
        foreach (Option option in options)
        {
            if (parsed.GetResult(option) is { Implicit: false })
            {
                throw new UsageException($"{option.Name} says nothing together with {with}");
            }
        }
    }
}
