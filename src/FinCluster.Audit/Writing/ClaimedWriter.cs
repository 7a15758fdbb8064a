using FinCluster.Audit.Format;
using FinCluster.Audit.Keys;

namespace FinCluster.Audit.Writing;

/// <summary>A writer that belongs to this process.</summary>
/// <param name="Name">Its name, which is that of its folder.</param>
/// <param name="Lock">What holds it.</param>
/// <param name="State">Where it goes on.</param>
/// <param name="Cut">What was torn; null for nothing.</param>
internal sealed record ClaimedWriter(string Name, FileStream Lock, WriterState State, CutTail? Cut)
{
    /// <summary>Takes the first writer of a name that no process holds and whose chain is whole, else a new one.</summary>
    /// <param name="folder">The log.</param>
    /// <param name="name">What the writer is called.</param>
    /// <param name="key">What checks the heads of the writer.</param>
    /// <param name="onDamage">Hears of chains that are left as they are.</param>
    public static ClaimedWriter Claim(AuditFolder folder, string name, VerificationKey key, Action<string, Exception> onDamage)
    {
        foreach (string writer in folder.Writers().Where(writer => WriterName.IsOf(writer, name)))
        {
            if (folder.TryLock(writer) is not { } held)
            {
                continue;
            }

            try
            {
                (WriterState state, CutTail? cut) = WriterRecovery.Recover(folder, writer, key);
                if (state.Segment > 0 || !File.Exists(folder.Pruned(writer)))
                {
                    return new ClaimedWriter(writer, held, state, cut);
                }
            }
            catch (InvalidDataException e)
            {
                onDamage(writer, e);
            }

            held.Dispose();
        }

        string made = WriterName.New(name);
        FolderMode.CreatePrivate(folder.WriterFolder(made));
        FileStream own = folder.TryLock(made) ?? throw new IOException($"{folder.Lock(made)} cannot be held");
        return new ClaimedWriter(made, own, new WriterState(0, 0, ChainPlace.Start(made), 0, 0), null);
    }
}
