namespace FinCluster.Gateway.Chat;

/// <summary>Measures one answer from its beginning. Used by one call at a time.</summary>
internal sealed class TurnClock(TimeProvider time)
{
    private readonly long _started = time.GetTimestamp();
    private bool _hasToken;

    /// <summary>Gets the time since the beginning.</summary>
    public TimeSpan Elapsed => time.GetElapsedTime(_started);

    /// <summary>Gets the time from the beginning to the first token; zero while there is none.</summary>
    public TimeSpan FirstToken { get; private set; }

    /// <summary>Notes the first token; false for later ones.</summary>
    public bool TryMarkFirstToken()
    {
        if (_hasToken)
        {
            return false;
        }

        _hasToken = true;
        FirstToken = Elapsed;
        return true;
    }
}
