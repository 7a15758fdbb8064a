using FinCluster.Core.Catalog;
using FinCluster.Core.Catalog.Storage;

namespace FinCluster.Artifacts;

/// <summary>Opens, counts and removes the files of a store.</summary>
/// <remarks>
/// Who reads a file holds the system's shared lock on it, and who removes one takes the exclusive lock first: so a file stays while any process of the machine
/// uses it, and no lock outlives its process.
/// </remarks>
internal sealed class StoreFiles(StoreLayout layout, FolderArtifactStoreOptions options, CheckedFiles known, TimeProvider time)
{
    private const int Attempts = 5;

    private static readonly TimeSpan LockDuration = TimeSpan.FromMilliseconds(5);

    /// <summary>Opens a file for reading, checked, and notes that it is in use.</summary>
    /// <exception cref="ArtifactException">It is missing or corrupt.</exception>
    public async Task<FileStream> OpenAsync(ArtifactHash hash, bool anew, CancellationToken cancellationToken)
    {
        FileStream file = await OpenAsync(hash, cancellationToken);
        try
        {
            await known.CheckAsync(hash, file, anew, cancellationToken);
            File.SetLastAccessTimeUtc(file.SafeFileHandle, time.GetUtcNow().UtcDateTime);

            // Removed between our opening and our lock.
            return File.Exists(file.Name) ? file : throw Missing(hash, null);
        }
        catch (Exception e)
        {
            await file.DisposeAsync();
            if (e is IOException or UnauthorizedAccessException)
            {
                throw Unavailable(hash, e);
            }

            throw;
        }
    }

    /// <summary>Says whether a file is there that is not known to be damaged.</summary>
    public bool Has(ArtifactHash hash)
    {
        var file = new FileInfo(layout.FileOf(hash));
        return file.Exists && !known.IsKnownBad(hash, file);
    }

    /// <summary>Tells how much of a file is there.</summary>
    public ReceivedBytes FindReceived(ArtifactHash hash)
    {
        try
        {
            return Has(hash)
                ? new ReceivedBytes(new FileInfo(layout.FileOf(hash)).Length, IsComplete: true)
                : new ReceivedBytes(layout.FindPartials(hash) is [var most, ..] ? most.Bytes : 0, IsComplete: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unavailable(hash, e);
        }
    }

    /// <summary>Lists what is there.</summary>
    public IReadOnlyList<StoredArtifact> List() =>
        [.. layout.FindFiles().Select(found => new StoredArtifact(found.Hash, found.File.Length, new DateTimeOffset(found.File.LastAccessTimeUtc)))];

    /// <summary>Puts a received file in its place. One that is there is replaced: it is the same, or damaged.</summary>
    public void Place(ArtifactHash hash, string received)
    {
        string file = layout.FileOf(hash);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        DateTime now = time.GetUtcNow().UtcDateTime;
        File.SetLastAccessTimeUtc(received, now);
        File.Move(received, file, overwrite: true);
        known.Good(hash, new FileInfo(file));
    }

    /// <summary>Removes what was used longest ago until a file finds room.</summary>
    /// <exception cref="ArtifactException">What is left is in use.</exception>
    public void MakeRoom(ArtifactHash hash, long bytes)
    {
        if (options.MaxTotalBytes is not { } most)
        {
            return;
        }

        List<StoredArtifact> files = [.. List().Where(file => file.Hash != hash).OrderBy(file => file.UsedAt)];
        long total = files.Sum(file => file.Bytes) + bytes;
        foreach (StoredArtifact oldest in files)
        {
            if (total <= most)
            {
                return;
            }

            total -= TryRemove(oldest.Hash) ? oldest.Bytes : 0;
        }

        if (total > most)
        {
            throw new ArtifactException(
                ArtifactProblem.Full, hash, $"there is no room for the {bytes} bytes of {hash}: the limit is {most}, and {total - bytes} are in use");
        }
    }

    /// <summary>Removes what attempts at a file have left that is whole now, unless somebody is still receiving it.</summary>
    public void RemovePartials(ArtifactHash hash)
    {
        foreach ((string file, _) in layout.FindPartials(hash))
        {
            TryRemove(file);
        }
    }

    /// <summary>Removes what nobody went on with.</summary>
    public void RemoveAbandoned()
    {
        foreach (FileInfo file in new DirectoryInfo(layout.Partial).EnumerateFiles())
        {
            if (time.GetUtcNow() - file.LastWriteTimeUtc > options.PartialLifetime)
            {
                TryRemove(file.FullName);
            }
        }
    }

    public static ArtifactException Unavailable(ArtifactHash hash, Exception cause) =>
        new(ArtifactProblem.Unavailable, hash, $"the artifact {hash} cannot be read or written: {cause.Message}", cause);

    private static ArtifactException Missing(ArtifactHash hash, Exception? cause) =>
        new(ArtifactProblem.Missing, hash, $"the store has no artifact {hash}", cause);

    private bool TryRemove(ArtifactHash hash) => TryRemove(layout.FileOf(hash));

    private static bool TryRemove(string file)
    {
        try
        {
            using var alone = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            File.Delete(file);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // In use, or another process was faster.
            return !File.Exists(file);
        }
    }

    private async Task<FileStream> OpenAsync(ArtifactHash hash, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return new FileStream(
                    layout.FileOf(hash), FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous | FileOptions.SequentialScan);
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
            {
                throw Missing(hash, e);
            }
            catch (IOException) when (attempt < Attempts)
            {
                // Who removes a file holds its lock for a moment; then it is gone.
                await Task.Delay(LockDuration, TimeProvider.System, cancellationToken);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw Unavailable(hash, e);
            }
        }
    }
}
