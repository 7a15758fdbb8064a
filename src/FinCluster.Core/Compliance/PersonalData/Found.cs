namespace FinCluster.Core.Compliance.PersonalData;

/// <summary>What a rule found, in positions of a candidate's text.</summary>
internal readonly record struct Found(PersonalDataKind Kind, int Start, int End);

/// <summary>What the rules found in one candidate. When it is full, what comes more is left out.</summary>
internal ref struct FoundList(Span<Found> buffer)
{
    private readonly Span<Found> _buffer = buffer;

    /// <summary>Gets how many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Gets one of them.</summary>
    public readonly Found this[int index] => _buffer[index];

    /// <summary>Adds one.</summary>
    public void Add(PersonalDataKind kind, int start, int end)
    {
        if (Count < _buffer.Length)
        {
            _buffer[Count++] = new Found(kind, start, end);
        }
    }

    /// <summary>Keeps the longest of those that overlap, and of equally long ones the one that was added first; sorts by place.</summary>
    public void Resolve()
    {
        int kept = 0;
        while (kept < Count)
        {
            int best = kept;
            for (int i = kept + 1; i < Count; i++)
            {
                best = _buffer[i].End - _buffer[i].Start > _buffer[best].End - _buffer[best].Start ? i : best;
            }

            Found found = _buffer[best];
            _buffer[kept..best].CopyTo(_buffer[(kept + 1)..]);
            _buffer[kept++] = found;
            int left = kept;
            for (int i = kept; i < Count; i++)
            {
                if (_buffer[i].End <= found.Start || _buffer[i].Start >= found.End)
                {
                    _buffer[left++] = _buffer[i];
                }
            }

            Count = left;
        }

        _buffer[..Count].Sort((a, b) => a.Start.CompareTo(b.Start));
    }
}
