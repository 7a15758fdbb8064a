using System.Collections.Concurrent;
using System.Security.Cryptography;
using FinCluster.Core.Catalog;
using FinCluster.Core.Catalog.Storage;

namespace FinCluster.Artifacts;

/// <summary>Reads each file once and remembers that its content was right, for as long as its size and time of change stay.</summary>
/// <remarks>All members may be called from any thread. Two who ask for one file at once both read it; that is rare and harms nobody.</remarks>
internal sealed class CheckedFiles
{
    private readonly ConcurrentDictionary<ArtifactHash, (Mark Mark, bool IsGood)> _known = [];

    /// <summary>Checks an open file unless it is known.</summary>
    /// <exception cref="ArtifactException">Its content is not what the hash says.</exception>
    public async Task CheckAsync(ArtifactHash hash, FileStream file, bool anew, CancellationToken cancellationToken)
    {
        Mark mark = Mark.Of(file);
        if (anew || !_known.TryGetValue(hash, out (Mark Mark, bool IsGood) known) || known.Mark != mark)
        {
            using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            file.Position = 0;
            await FileHash.AppendAsync(sum, file, cancellationToken);
            file.Position = 0;
            known = (mark, ArtifactHash.FromDigest(sum.GetHashAndReset()) == hash);
            _known[hash] = known;
        }

        if (!known.IsGood)
        {
            throw new ArtifactException(
                ArtifactProblem.Corrupt, hash, $"the file {file.Name} is damaged: its {mark.Bytes} bytes are not those of {hash}; store it again");
        }
    }

    /// <summary>Says whether a file was found damaged and has not been replaced since.</summary>
    public bool IsKnownBad(ArtifactHash hash, FileInfo file) =>
        _known.TryGetValue(hash, out (Mark Mark, bool IsGood) known) && !known.IsGood && known.Mark == Mark.Of(file);

    /// <summary>Notes that the content was right when the file was put in its place.</summary>
    public void Good(ArtifactHash hash, FileInfo file) => _known[hash] = (Mark.Of(file), true);

    private readonly record struct Mark(long Bytes, DateTime ChangedAt)
    {
        public static Mark Of(FileStream file) => new(file.Length, File.GetLastWriteTimeUtc(file.SafeFileHandle));

        public static Mark Of(FileInfo file) => new(file.Length, file.LastWriteTimeUtc);
    }
}
