using FinCluster.Audit.Roots;

namespace FinCluster.Audit.Verification;

/// <summary>Checks the days' roots: their signatures, their order, those that were kept elsewhere, and the records that they vouch for.</summary>
/// <param name="keys">Whose signatures count.</param>
/// <param name="faults">Where faults go.</param>
internal sealed class RootCheck(TrustedKeys keys, FaultList faults)
{
    private readonly SortedDictionary<DateOnly, DayRoot> _roots = [];

    /// <summary>Gets how many roots were checked against all their records.</summary>
    public int Checked { get; private set; }

    /// <summary>Gets how many roots vouch for records that were deleted at their time.</summary>
    public int Pruned { get; private set; }

    /// <summary>Gets the last day that has a root; null when none has.</summary>
    public DateOnly? LastDay => _roots.Count == 0 ? null : _roots.Keys.Last();

    /// <summary>Takes the files of the log.</summary>
    public void AddFiles(IReadOnlyList<(string Name, byte[] Content)> files)
    {
        foreach ((string name, byte[] content) in files)
        {
            if (TryParse(name, content) is { } root && IsSigned(root))
            {
                _roots[root.Day] = root;
            }
        }
    }

    /// <summary>Takes roots that were kept elsewhere. They count more than the files.</summary>
    public void AddAnchors(IEnumerable<DayRoot> anchors)
    {
        foreach (DayRoot anchor in anchors)
        {
            if (!IsSigned(anchor))
            {
                continue;
            }

            if (!_roots.TryGetValue(anchor.Day, out DayRoot? file))
            {
                Fault(FaultKind.MissingDay, anchor.Day, "its root is kept elsewhere, and missing in the log");
            }
            else if (file.StatementHash() != anchor.StatementHash())
            {
                Fault(FaultKind.WrongRoot, anchor.Day, "its root is not the one that was kept elsewhere");
            }

            _roots[anchor.Day] = anchor;
        }
    }

    /// <summary>Checks everything against the records.</summary>
    /// <param name="days">What was found of each day.</param>
    /// <param name="prunedTo">The last record of each writer that was deleted at its time.</param>
    public void Check(IReadOnlyDictionary<DateOnly, DayTree> days, IReadOnlyDictionary<string, long> prunedTo)
    {
        DayRoot? before = null;
        foreach (DayRoot root in _roots.Values)
        {
            CheckLink(root, before);
            CheckRecords(root, days.GetValueOrDefault(root.Day), prunedTo);
            before = root;
        }

        foreach (DateOnly day in days.Keys.Where(day => day < LastDay && !_roots.ContainsKey(day)).Order().Take(1))
        {
            Fault(FaultKind.MissingDay, day, "it has records and no root, and later days have one");
        }
    }

    private void CheckLink(DayRoot root, DayRoot? before)
    {
        if (root.PreviousDay is { } day && before?.Day != day)
        {
            Fault(FaultKind.MissingDay, day, $"it is missing, and {DayRoot.Text(root.Day)} goes on from it");
        }
        else if (root.PreviousDay is null && before is not null)
        {
            Fault(FaultKind.WrongRoot, root.Day, "it goes on from no day, and there are days before it");
        }
        else if (before is not null && root.Previous != before.StatementHash())
        {
            Fault(FaultKind.WrongRoot, root.Day, "it does not go on from the root before it");
        }
    }

    private void CheckRecords(DayRoot root, DayTree? found, IReadOnlyDictionary<string, long> prunedTo)
    {
        bool isPruned = root.Writers.Any(part => prunedTo.TryGetValue(part.Writer, out long last) && part.First <= last);
        foreach (DayPart part in root.Writers)
        {
            DayPart? there = found?.Parts.FirstOrDefault(other => other.Writer == part.Writer);
            bool isGone = prunedTo.TryGetValue(part.Writer, out long last) && part.Last <= last;
            if (there is null && !isGone)
            {
                Fault(FaultKind.MissingWriter, root.Day, $"records {part.First} to {part.Last} of {part.Writer} are missing");
            }
            else if (there is not null && there.Last < part.Last)
            {
                Fault(FaultKind.Truncated, root.Day, $"records {there.Last + 1} to {part.Last} of {part.Writer} are missing");
            }
            else if (there is not null && (there.Last != part.Last || there.LastHash != part.LastHash))
            {
                Fault(FaultKind.WrongRoot, root.Day, $"record {part.Last} of {part.Writer} is not the one that was signed as its last");
            }
        }

        if (isPruned)
        {
            Pruned++;
            return;
        }

        Checked++;
        if (found?.Root != root.Root || found.Count != root.Count || !found.Parts.SequenceEqual(root.Writers))
        {
            Fault(FaultKind.WrongRoot, root.Day, $"its {found?.Count ?? 0} records do not come to the root of {root.Count} that was signed");
        }
    }

    private DayRoot? TryParse(string name, byte[] content)
    {
        try
        {
            IReadOnlyList<DayRoot> roots = RootFiles.Parse(content, name);
            if (roots is [{ } root] && DayRoot.Text(root.Day) == name)
            {
                return root;
            }

            faults.Add(new AuditFault(FaultKind.WrongRoot, $"{name} holds another day"));
        }
        catch (InvalidDataException e)
        {
            faults.Add(new AuditFault(FaultKind.WrongRoot, e.Message));
        }

        return null;
    }

    private bool IsSigned(DayRoot root)
    {
        if (keys.Find(root.Key) is not { } key)
        {
            Fault(FaultKind.UnknownKey, root.Day, $"its root is signed with key {root.Key}, which is not trusted");
            return false;
        }

        if (!root.IsSignedWith(key, keys.Check))
        {
            Fault(FaultKind.WrongRoot, root.Day, "the signature of its root is none");
            return false;
        }

        return true;
    }

    private void Fault(FaultKind kind, DateOnly day, string message) => faults.Add(new AuditFault(kind, $"{DayRoot.Text(day)}: {message}"));
}
