using FinCluster.Core.Catalog.Releases;
using FinCluster.Core.Catalog.Storage;
using FinCluster.Wire;

namespace FinCluster.Gateway.Admin.Models;

internal sealed record AliasEntryList(string Object, IReadOnlyList<AliasEntryReport> Data);

internal sealed record ReleaseDifferenceList(string Object, IReadOnlyList<ReleaseDifference> Data);

internal sealed record VerifyList(string Object, IReadOnlyList<VerifyReport> Data);

/// <summary>How much of a file is there.</summary>
internal sealed record UploadObject(string Sha256, string Object, long ReceivedBytes, bool IsComplete)
{
    public static UploadObject Of(string hash, ReceivedBytes received) => new(hash, "upload", received.Bytes, received.IsComplete);
}
