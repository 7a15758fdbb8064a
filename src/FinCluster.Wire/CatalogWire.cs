using System.Globalization;
using FinCluster.Core.Catalog;
using FinCluster.Core.Catalog.Aliases;
using FinCluster.Core.Catalog.Releases;
using FinCluster.Core.Errors;
using Proto = FinCluster.Contracts.Admin.V1;

namespace FinCluster.Wire;

/// <summary>Converts what fincluster.admin.v1's models.proto declares, except changes of aliases: those are in <see cref="AliasMoveWire"/>.</summary>
public static class CatalogWire
{
    // A change has at most some kilobytes, so a page stays far below what a message may have.
    private const int PageLength = 100;

    private const decimal MaxLatencyMilliseconds = 86_400_000;

    /// <summary>Writes a catalog.</summary>
    public static IEnumerable<Proto.CatalogPage> ToPages(CatalogSnapshot catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        foreach (CatalogChange[] changes in catalog.ToChanges().Chunk(PageLength).DefaultIfEmpty([]))
        {
            yield return new Proto.CatalogPage { Version = catalog.Version, Changes = { changes.Select(CatalogChangeText.Format) } };
        }
    }

    /// <summary>Reads a catalog.</summary>
    /// <exception cref="InvalidDataException">The pages are none.</exception>
    public static async Task<CatalogSnapshot> ToCatalogAsync(IAsyncEnumerable<Proto.CatalogPage> pages)
    {
        ArgumentNullException.ThrowIfNull(pages);
        CatalogSnapshot catalog = CatalogSnapshot.Empty;
        await foreach (Proto.CatalogPage page in pages)
        {
            catalog = page.Changes.Select(CatalogChangeText.Parse).Aggregate(catalog, (known, change) => known.Apply(change)).At(page.Version);
        }

        return catalog;
    }

    /// <summary>Writes what became of a change.</summary>
    /// <param name="result">A change that was made.</param>
    /// <param name="moved">The alias that it moved, as it is now; null for none.</param>
    public static Proto.ChangeResponse ToProto(CatalogResult result, CatalogAlias? moved) => new()
    {
        IsUnchanged = result.Status == CatalogStatus.Unchanged,
        Id = result.Id?.Value ?? "",
        Line = result.Entry is { } entry && moved is not null ? CatalogChangeText.Format(new AliasMoved(moved.Name, moved.Kind, entry)) : "",
    };

    /// <summary>Reads what became of a change.</summary>
    public static CatalogResult ToCore(Proto.ChangeResponse response) => new(response.IsUnchanged ? CatalogStatus.Unchanged : CatalogStatus.Done, "")
    {
        Id = ArtifactHash.TryParse(response.Id, out ArtifactHash id) ? id : null,
        Entry = response.Line.Length > 0 && CatalogChangeText.Parse(response.Line) is AliasMoved moved ? moved.Entry : null,
    };

    /// <summary>Writes what is said of a file that is sent.</summary>
    public static Proto.ArtifactHead ToHead(Artifact artifact, long offset)
    {
        var head = new Proto.ArtifactHead
        {
            Sha256 = artifact.Hash.Value,
            Kind = ArtifactKindText.Format(artifact.Kind),
            Name = artifact.Name,
            Bytes = artifact.Bytes,
            Base = artifact.Base?.Value ?? "",
            Offset = offset,
        };
        if (artifact.Rank is { } rank)
        {
            head.Rank = rank;
        }

        return head;
    }

    /// <summary>Reads what is said of a file.</summary>
    /// <exception cref="RequestException">It cannot be.</exception>
    public static Artifact ReadArtifact(string? sha256, string? kind, string? name, long bytes, string? @base, int? rank)
    {
        var artifact = new Artifact(
            ReadHash(sha256, "sha256"),
            ArtifactKindText.TryParse(kind, out ArtifactKind known)
                ? known
                : throw RequestException.Invalid("kind", $"kind must be one of {string.Join(", ", ArtifactKindText.All)}"),
            name ?? "",
            bytes,
            default)
        {
            Base = string.IsNullOrEmpty(@base) ? null : ReadHash(@base, "base"),
            Rank = rank,
        };
        return artifact.FindProblem() is { } problem ? throw new RequestException(ErrorCode.InvalidRequest, problem) : artifact;
    }

    /// <summary>Reads a hash.</summary>
    /// <exception cref="RequestException">It is none.</exception>
    public static ArtifactHash ReadHash(string? text, string field) => ArtifactHash.TryParse(text, out ArtifactHash hash)
        ? hash
        : throw RequestException.Invalid(field, $"{field} must be a SHA-256, 64 lower-case hexadecimal digits");

    /// <summary>Reads a release in its canonical form.</summary>
    /// <exception cref="RequestException">It is none.</exception>
    public static Release ReadRelease(string text)
    {
        try
        {
            return ReleaseText.Parse(text);
        }
        catch (FormatException e)
        {
            throw new RequestException(ErrorCode.InvalidRequest, e.Message, "release", e);
        }
    }

    /// <summary>Reads the latency of a gate.</summary>
    /// <param name="milliseconds">The latency.</param>
    /// <exception cref="RequestException">It cannot be one.</exception>
    public static TimeSpan Latency(decimal milliseconds) => milliseconds is > 0 and <= MaxLatencyMilliseconds
        ? TimeSpan.FromTicks((long)(milliseconds * TimeSpan.TicksPerMillisecond))
        : throw RequestException.Invalid("max_p99_ms", "max_p99_ms must be above 0 and at most 86400000");

    internal static string Text(decimal? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";

    internal static decimal? Number(string text, string field) => text.Length == 0 ? null
        : decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number) ? number
        : throw RequestException.Invalid(field, $"{field} must be a decimal number, as '0.05'");
}
