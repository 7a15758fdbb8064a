using FinCluster.Core.Fleet;
using FinCluster.Core.Routing.Views;

namespace FinCluster.Gateway.Routing;

/// <summary>A request's place at a replica, counted as long as it is held. Used by one call at a time.</summary>
internal sealed class RouteTicket : IDisposable
{
    private readonly InFlightMeter _meter;
    private readonly long _newTokens;
    private bool _isPrefilled;
    private bool _isEnded;

    /// <param name="replica">The replica.</param>
    /// <param name="newTokens">Prompt tokens that it has to compute for the request.</param>
    public RouteTicket(ReplicaView replica, long newTokens)
    {
        Node = replica.Node;
        _meter = replica.InFlight;
        _newTokens = newTokens;
        _meter.OnSent(newTokens);
    }

    /// <summary>Gets the replica's node.</summary>
    public FleetNode Node { get; }

    /// <summary>Notes that a token has come, so that the prompt is read.</summary>
    public void OnToken()
    {
        if (!_isPrefilled)
        {
            _isPrefilled = true;
            _meter.OnPrefilled(_newTokens);
        }
    }

    public void Dispose()
    {
        if (!_isEnded)
        {
            _isEnded = true;
            OnToken();
            _meter.OnEnded();
        }
    }
}
